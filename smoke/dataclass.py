"""Dataclasses that cost little to define: a third of the start of smoke was spent on defining them.

    @dataclass(frozen=True)        as `dataclasses.dataclass`, whose fields, `replace` and the like work
    class Point:

The standard decorator compiles up to seven methods for each class. Here only `__init__` is, and the
others are shared. `frozen` is what the type checker enforces: at run time it means a hash.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(kind: type | None = None, *, frozen: bool = False, eq: bool = True) -> Any:
        """The class with what a dataclass has."""
        if kind is None:
            return partial(dataclass, frozen=frozen, eq=eq)
        made = dataclasses.dataclass(kind, repr=False, eq=False)
        made.__repr__ = _repr
        if eq:
            values = _values([each.name for each in dataclasses.fields(made) if each.compare])
            made.__eq__ = _equality(values)
            made.__hash__ = _hash(values) if frozen else None
        return made


def _values(names: list[str]) -> Callable[[Any], Any]:
    """What two instances are compared by."""
    return attrgetter(*names) if names else lambda instance: ()


def _equality(values: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    def equal(self: Any, other: Any) -> Any:
        return values(self) == values(other) if type(self) is type(other) else NotImplemented

    return equal


def _hash(values: Callable[[Any], Any]) -> Callable[[Any], int]:
    return lambda self: hash(values(self))


def _repr(self: Any) -> str:
    shown = (f"{each.name}={getattr(self, each.name)!r}" for each in dataclasses.fields(self) if each.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"
