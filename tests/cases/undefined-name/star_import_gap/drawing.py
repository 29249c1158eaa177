# proof: draw() -> square
"""One of the two names comes with the star, the other one does not."""

from .shapes import *


def draw():
    return circle() + square()  # expect: undefined-name square
