"""Tuples, computed lists, subclasses of str, names of another module."""

from json import *  # noqa: F403
from json import __all__ as _of_json


class Name(str):
    pass


def load_all():
    return 1


__all__ = tuple(_of_json) + (Name("load_all"), "load_all", "__doc__", "__name__")
