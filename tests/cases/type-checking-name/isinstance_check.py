# proof: check({}) -> Mapping
# proof: convert({}) -> Decimal
# proof: fail() -> NoKeywords
# proof: guarded() -> NoKeywords
"""Imported for the type checker only, used for real."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    class NoKeywords(Exception):
        pass


def check(value: Mapping) -> bool:
    return isinstance(value, Mapping)  # expect: type-checking-name Mapping "line 12"


def convert(value):
    return cast(Decimal, value)  # expect: type-checking-name Decimal "TYPE_CHECKING"


def fail():
    raise NoKeywords("no")  # expect: type-checking-name NoKeywords


def guarded():
    try:
        return {}["key"]
    except NoKeywords:  # expect: type-checking-name NoKeywords
        return None
