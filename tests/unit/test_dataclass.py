"""`smoke.dataclass` makes what the standard decorator makes."""

from __future__ import annotations

import dataclasses
import re
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import smoke
from smoke import dataclass as ours

PACKAGE = Path(smoke.__file__).resolve().parent


def _made(room: Any, **how: bool) -> Any:
    @room.dataclass(**how)  # type: ignore[untyped-decorator]
    class Point:
        x: int
        y: int = 0
        seen: Any = room.field(default=None, compare=False, repr=False)

        @cached_property
        def sum(self) -> int:
            return self.x + self.y

    return Point


@pytest.mark.parametrize("how", [{}, {"frozen": True}, {"eq": False}, {"frozen": True, "eq": False}])
def test_instances_compare_hash_and_show_as_those_of_the_standard_library(how: dict[str, bool]) -> None:
    told = []
    for room in (ours, dataclasses):
        kind, other = _made(room, **how), _made(room, **how)
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


@pytest.mark.parametrize("room", [ours, dataclasses])
def test_fields_are_made_as_the_standard_library_makes_them(room: ModuleType) -> None:
    @room.dataclass
    class Base:
        first: int
        rows: list[int] = room.field(default_factory=list)

    @room.dataclass
    class Derived(Base):
        second: int = 2
        sum: int = room.field(init=False)

        def __post_init__(self) -> None:
            self.sum = self.first + self.second

    one, other = Derived(1), Derived(1, second=3)
    assert (one.rows, one.second, one.sum, other.sum) == ([], 2, 3, 4)
    assert one.rows is not other.rows
    assert not hasattr(Derived, "rows")
    assert [each.name for each in room.fields(one)] == ["first", "rows", "second", "sum"]
    assert Derived.__match_args__ == ("first", "rows", "second")
    with pytest.raises(TypeError, match="first"):
        Derived()
    with pytest.raises(TypeError, match="third"):
        Derived(1, third=3)


@pytest.mark.parametrize("replace", [ours.replace, dataclasses.replace])
def test_another_instance_gets_the_other_values(replace: Any) -> None:
    one = _made(ours)(1, 2, seen="it")
    changed = replace(one, y=5)
    assert (changed.x, changed.y, changed.seen, one.y) == (1, 5, "it", 2)
    with pytest.raises(TypeError, match="z"):
        replace(one, z=1)


def test_no_room_mixes_both() -> None:
    names = r"\b(?:dataclass|field|replace)\b"
    mixed = re.compile(rf"^ *(?:from dataclasses import .*{names}|import dataclasses)", re.MULTILINE)
    rooms = [path for path in PACKAGE.rglob("*.py") if "probe" not in path.parts]
    found = [path.name for path in rooms if mixed.search(path.read_text(encoding="utf-8"))]
    assert found == ["dataclass.py"]


def test_one_and_no_field_are_compared_as_well() -> None:
    @ours.dataclass(frozen=True)
    class One:
        x: int

    @ours.dataclass
    class Nothing:
        pass

    assert One(1) == One(1) != One(2)
    assert hash(One(1)) == hash(One(1))
    assert Nothing() == Nothing()
