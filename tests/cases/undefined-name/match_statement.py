# python: >= 3.10
# proof: area("x") -> Circle
# proof: colour("x") -> palette
"""Class patterns and value patterns load names; captures bind them."""

import math


def area(shape):
    match shape:
        case int():
            return shape
        case Circle(radius=r):  # expect: undefined-name Circle
            return math.pi * r


def colour(shape):
    match shape:
        case palette.RED:  # expect: undefined-name palette
            return 0


def size(shape):
    match shape:
        case [first, *rest]:
            return first, rest
        case {"kind": kind, **others}:
            return kind, others
        case other:
            return other
