"""Frozen dataclasses of `smoke.model` as JSON, and back with every type looked at.

    {"outcome": "imported", "names": {"functions": 3}}       most results: what is at its default is left out
    ["np", "f", "/a.py", 3]                                  the first fields of one that has few defaults

Nothing is believed: a file in a folder that anyone may write to must not become an object of another shape.
There are thousands of objects, so what fields they have, and of which types, is looked at once for all that
are alike.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Collection
from enum import Enum
from functools import lru_cache

from smoke.dataclass import MISSING, fields, is_dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_PLAIN = (str, int, bool)
_ATOMS = (str, int, bool, float, types.NoneType)
_ELSEWHERE = "touched"  # the field that is not written with the rest
_SHAPES = 1000  # different ones of a class that are remembered


class Malformed(ValueError):
    """JSON that stands for nothing of ours."""


def encode(value: Any, without: Collection[str] = ()) -> Any:
    """Objects and arrays of JSON; `without` names fields of the outermost object that are left out.

    What was touched is written elsewhere, once for all.
    """
    kind: Any = type(value)
    if kind in _ATOMS:
        return value
    if kind is tuple:
        return [encode(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    columns = _columns(kind)
    rest = [
        (number, name, given)
        for number, (name, default) in enumerate(columns)
        if (given := getattr(value, name)) != default and name not in without
    ]
    length = rest[-1][0] + 1 if rest else 0
    if length < 2 * len(rest) and not without:  # then names would be longer than the defaults between
        return [encode(getattr(value, name)) for name, _ in columns[:length]]
    return {name: encode(given) for _, name, given in rest}


def decode(kind: Any, data: Any, **given: Any) -> Any:
    """An instance of the dataclass `kind`; `given` fields are taken as they are.

    *Raises* Malformed.
    """
    made = _reader(kind, tuple(given))(data)
    made.__dict__.update(given)
    return made


@lru_cache(maxsize=64)
def _columns(kind: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((each.name, each.default) for each in fields(kind) if each.name != _ELSEWHERE)


@lru_cache(maxsize=64)
def _reader(kind: Any, given: tuple[str, ...] = ()) -> Callable[[Any], Any]:
    """What makes instances of one dataclass, without the fields that are given."""
    if hasattr(kind, "__post_init__"):
        raise TypeError(f"{kind.__name__}.__post_init__ would be passed over")
    known = vars(sys.modules[kind.__module__])
    decoders = {
        each.name: _decoder(eval(str(each.type), known))  # what stands in our own source
        for each in fields(kind)
        if each.name != _ELSEWHERE
    }
    defaults = {each.name: each.default for each in fields(kind) if each.default is not MISSING}
    told = [name for name in decoders if name not in given]
    needed = {name for name in told if name not in defaults}
    shapes: dict[Any, list[tuple[str, Callable[[Any], Any]]]] = {}

    def shape(data: dict[str, Any]) -> list[tuple[str, Callable[[Any], Any]]]:
        """The fields for which the types of the values do not tell enough, with what makes these values."""
        if not set(told).issuperset(data):
            raise Malformed(f"{kind.__name__} has no such fields: {', '.join(map(repr, data)):.80}")
        if not needed.issubset(data):
            raise Malformed(f"{kind.__name__} needs {', '.join(sorted(needed.difference(data)))}")
        left = (name for name, value in data.items() if not _is_settled(decoders[name], value))
        return [(name, decoders[name]) for name in left]

    def read(data: Any) -> Any:
        if type(data) is list and len(data) <= len(told):
            data = dict(zip(told, data, strict=False))
        elif type(data) is not dict:
            raise Malformed(f"{data!r:.80} is no {kind.__name__}")
        key = tuple(data), tuple(map(type, data.values()))
        left = shapes.get(key)
        if left is None:
            left = shape(data)
            if len(shapes) < _SHAPES:
                shapes[key] = left
        own = {**defaults, **data}
        for name, decoder in left:
            own[name] = decoder(own[name])
        made = object.__new__(kind)
        made.__dict__ = own  # what `__init__` would do, one by one
        return made

    return read


def _decoder(hint: Any) -> Callable[[Any], Any]:
    origin: Any = getattr(hint, "__origin__", None)
    arguments: tuple[Any, ...] = getattr(hint, "__args__", ())
    if isinstance(hint, types.UnionType):
        plain = all(each in (*_PLAIN, types.NoneType) for each in arguments)
        return _Plain(*arguments) if plain else _one_of([_decoder(each) for each in arguments])
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return _plain_ones(arguments[0]) if arguments[0] in _PLAIN else _many(_decoder(arguments[0]))
    if origin is tuple:
        return _row([_decoder(each) for each in arguments])
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _member(hint)
    if is_dataclass(hint):
        kind: Any = hint
        return lambda data: _reader(kind)(data)  # not before it is needed: it may be within itself
    return _Plain(hint)


def _is_settled(decoder: Callable[[Any], Any], value: Any) -> bool:
    """True if any value of this type would be taken as it is."""
    return type(decoder) is _Plain and decoder(value) is value


class _Plain:
    """For values of which the type tells whether they are right."""

    def __init__(self, *kinds: type) -> None:
        self._kinds = kinds

    def __call__(self, value: Any) -> Any:
        if type(value) in self._kinds:
            return value
        if self._kinds == (float,) and type(value) is int:
            return float(value)
        raise Malformed(f"{value!r:.80} is no {' or '.join(each.__name__ for each in self._kinds)}")


def _plain_ones(kind: type) -> Callable[[Any], Any]:
    """For rows of plain values, which are long: their types are looked at together."""

    def check(value: Any) -> Any:
        if set(map(type, _list(value))) <= {kind}:
            return tuple(value)
        raise Malformed(f"{value!r:.80} is no row of {kind.__name__}")

    return check


def _one_of(decoders: list[Callable[[Any], Any]]) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        for each in decoders:
            try:
                return each(value)
            except Malformed as error:
                last = error
        raise last

    return check


def _many(decoder: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: tuple(map(decoder, _list(value)))


def _row(decoders: list[Callable[[Any], Any]]) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if len(_list(value)) != len(decoders):
            raise Malformed(f"{value!r:.80} has not {len(decoders)} parts")
        return tuple(each(one) for each, one in zip(decoders, value, strict=True))

    return check


def _member(kind: type[Enum]) -> Callable[[Any], Any]:
    members = {each.value: each for each in kind}

    def check(value: Any) -> Any:
        if type(value) is str and value in members:
            return members[value]
        raise Malformed(f"{value!r:.80} is no {kind.__name__}")

    return check


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Malformed(f"{value!r:.80} is no list")
    return value
