# proof: one() -> OrderedDict
# proof: two() -> deque
# proof: three() -> Counter
# proof: four() -> Fraction
# proof: five() -> Decimal
"""Each way to say that a branch is for the type checker."""

import typing
import typing as t
from typing import TYPE_CHECKING as CHECKING

MYPY = False
TYPE_CHECKING = False

if typing.TYPE_CHECKING:
    from collections import OrderedDict

if t.TYPE_CHECKING:
    from collections import deque

if CHECKING:
    from collections import Counter

if MYPY:
    from fractions import Fraction

if not TYPE_CHECKING:
    pass
else:
    from decimal import Decimal


def one():
    return OrderedDict()  # expect: type-checking-name OrderedDict


def two():
    return deque()  # expect: type-checking-name deque


def three():
    return Counter()  # expect: type-checking-name Counter


def four():
    return Fraction()  # expect: type-checking-name Fraction


def five():
    return Decimal()  # expect: type-checking-name Decimal
