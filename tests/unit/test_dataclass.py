"""`smoke.dataclass` makes what the standard decorator makes."""

from __future__ import annotations

import dataclasses
from functools import cached_property
from typing import Any

import pytest

from smoke.dataclass import dataclass as ours


def _made(decorator: Any, **how: bool) -> Any:
    @decorator(**how)
    class Point:
        x: int
        y: int = 0
        seen: Any = dataclasses.field(default=None, compare=False, repr=False)

        @cached_property
        def sum(self) -> int:
            return self.x + self.y

    return Point


@pytest.mark.parametrize("how", [{}, {"frozen": True}, {"eq": False}, {"frozen": True, "eq": False}])
def test_instances_compare_hash_and_show_as_those_of_the_standard_library(how: dict[str, bool]) -> None:
    told = []
    for decorator in (ours, dataclasses.dataclass):
        kind, other = _made(decorator, **how), _made(decorator, **how)
        one, same = kind(1, seen=object()), kind(1, seen=object())
        assert one.sum == 1  # kept in the instance, and no field
        told.append(
            [
                one == same,
                one == kind(2),
                one == other(1),
                one == (1, 0),
                kind.__hash__ is None,
                len({one, same}) if how.get("frozen") else None,
                repr(one),
                [each.name for each in dataclasses.fields(kind)],
                dataclasses.replace(one, y=5).y,
                dataclasses.asdict(kind(3, 4)),
            ]
        )
    assert told[0] == told[1]


def test_one_and_no_field_are_compared_as_well() -> None:
    @ours(frozen=True)
    class One:
        x: int

    @ours
    class Nothing:
        pass

    assert One(1) == One(1) != One(2)
    assert hash(One(1)) == hash(One(1))
    assert Nothing() == Nothing()
