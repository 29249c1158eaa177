"""A cycle that works from either end."""

from . import two


def name():
    return two.NAME
