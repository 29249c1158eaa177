"""A module with a `__getattr__` is asked."""

_OLD = {"old_name": "new_name"}


def new_name():
    return 1


def __getattr__(name):
    if name in _OLD:
        return globals()[_OLD[name]]
    if name == "broken":
        raise RuntimeError("nobody knows")
    raise AttributeError(f"{name} was removed in version 2; use new_name")
