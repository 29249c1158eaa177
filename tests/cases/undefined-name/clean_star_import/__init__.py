# proof: area()
"""Everything the star brings is there."""

from .numbers import *
from .numbers import _hidden


def area():
    return WIDTH * HEIGHT * _hidden
