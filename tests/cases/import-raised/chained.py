# outcome: raised
"""The exception raised from another one; the place is where the last one was raised."""


def _parse():
    try:
        return int("x")
    except ValueError as error:
        raise LookupError("no number") from error  # expect: import-raised "LookupError: no number"


_parse()
