# outcome: raised
"""Raises while it is imported."""


def _check(value):
    if value < 0:
        raise ValueError(f"bad value {value}")  # expect: import-raised "ValueError: bad value -1"


_check(-1)
