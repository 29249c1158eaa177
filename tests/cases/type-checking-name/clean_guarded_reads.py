# proof: check(1)
# proof: assume(1)
# proof: by_module(1)
# proof: negated(1)
# proof: with_return(1)
# proof: conditional(1)
"""The read stands under TYPE_CHECKING as well."""

from __future__ import annotations

import typing
import typing as t
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def check(value: Mapping):
    if TYPE_CHECKING:
        assert isinstance(value, Mapping)
    return value


def assume(value):
    assert not TYPE_CHECKING or isinstance(value, Mapping)
    return value


def by_module(value):
    if typing.TYPE_CHECKING:
        value = typing.cast(Mapping, value)
    if t.TYPE_CHECKING and isinstance(value, Mapping):
        return None
    return value


def negated(value):
    if not TYPE_CHECKING:
        return value
    return Mapping


def with_return(value):
    if TYPE_CHECKING:
        return Mapping()

    def inner():
        if TYPE_CHECKING:
            return Mapping
        return value

    return inner()


def conditional(value):
    return Mapping if TYPE_CHECKING else value
