"""The flag is computed in a neighbour."""

from . import consts
from .consts import WINDOWS, HAVE_TABLES


def show():
    if WINDOWS:
        return warning("not here")  # expect: undefined-elsewhere warning
    return None


def attribute():
    if consts.DARWIN:
        return cocoa  # expect: undefined-elsewhere cocoa
    return None


def optional():
    if HAVE_TABLES:
        return make_table()
    return None
