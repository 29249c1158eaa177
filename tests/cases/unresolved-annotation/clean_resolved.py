"""Everything is there when somebody looks, or cannot be known, or was told to others."""

from __future__ import annotations

import collections.abc as abc
import functools
from typing import TYPE_CHECKING, Dict

if TYPE_CHECKING:
    from decimal import Decimal


class Tree:
    class Leaf:
        parent: Tree

    leaves: Dict[str, Leaf]
    amount: Decimal

    def first(self) -> Leaf:
        return self.leaves.popitem()[1]

    def later(self) -> Below:
        return Below()


class Below(Tree):
    pass


def nested():
    class Local:
        pass

    def use(value: Local) -> abc.Sequence[Local]:
        return [value]

    return use


def wrapped(function):
    @functools.wraps(function)
    def inner(*args):
        return function(*args)

    return inner


def by_call():
    global Made
    Made = int


def made() -> Made:
    return 1


def handwritten(first, second):
    return first, second


handwritten.__annotations__ = {"anything": "Nothing_that_exists"}


class Picture:
    if TYPE_CHECKING:
        from fractions import Fraction

    def ratio(self) -> Fraction:
        return self.size

    def told(self, capsule: PyCapsule):  # noqa: F821  # hidden: unresolved-annotation PyCapsule
        return capsule
