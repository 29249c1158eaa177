"""A `__getattr__` for old names does not answer for a misspelt one."""

import warnings

__all__ = [
    "load",
    "laod_all",  # expect: undefined-export laod_all
    "old_load",
]


def load():
    return 1


_OLD = {"old_load": load}


def __getattr__(name):
    if name in _OLD:
        warnings.warn(f"{name} is deprecated", DeprecationWarning)
        return _OLD[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
