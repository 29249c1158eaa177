"""Frozen dataclasses of `smoke.model` as JSON, and back with every type looked at.

What is at its default is left out, so most results are a few characters. Nothing is believed: a
file in a folder that anyone may write to must not become an object of another shape.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Collection, Mapping
from enum import Enum
from functools import lru_cache
from typing import Any

from smoke.dataclass import MISSING, Field, fields, is_dataclass

_PLAIN = (str, int, bool)
_NOTHING: Mapping[str, Any] = {}
_ELSEWHERE = "touched"  # the field that is not written with the rest


class Malformed(ValueError):
    """JSON that stands for nothing of ours."""


def encode(value: Any, without: Collection[str] = ()) -> Any:
    """Objects and arrays of JSON; `without` names fields of the outermost object that are left out.

    What was touched is written elsewhere, once for all.
    """
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [encode(each) for each in value]
    if not is_dataclass(value):
        return value
    return {
        each.name: encode(given)
        for each in fields(value)
        if each.name not in (*without, _ELSEWHERE) and (given := getattr(value, each.name)) != _default(each)
    }


def decode(kind: Any, data: Any, **given: Any) -> Any:
    """An instance of the dataclass `kind`; `given` fields are taken as they are.

    *Raises* Malformed.
    """
    return _reader(kind)(data, given)


def _default(each: Field[Any]) -> Any:
    return each.default if each.default is not MISSING else MISSING


@lru_cache(maxsize=64)
def _reader(kind: Any) -> Callable[..., Any]:
    """What makes instances of one dataclass."""
    if hasattr(kind, "__post_init__"):
        raise TypeError(f"{kind.__name__}.__post_init__ would be passed over")
    hints = typing.get_type_hints(kind)
    decoders = {each.name: _decoder(hints[each.name]) for each in fields(kind) if each.name != _ELSEWHERE}
    defaults = {each.name: each.default for each in fields(kind) if each.default is not MISSING}
    every = {each.name for each in fields(kind)}

    def read(data: Any, given: Mapping[str, Any] = _NOTHING) -> Any:
        if not isinstance(data, dict):
            raise Malformed(f"{data!r:.80} is no object")
        try:
            values = {name: decoders[name](value) for name, value in data.items()}
        except KeyError:
            raise Malformed(f"{kind.__name__} has no such fields: {', '.join(map(repr, data)):.80}") from None
        if not given.keys().isdisjoint(values):
            raise Malformed(f"{kind.__name__} does not tell {', '.join(given)}")
        values = {**defaults, **given, **values}
        if len(values) != len(every):
            raise Malformed(f"{kind.__name__} needs {', '.join(sorted(every - values.keys()))}")
        made = object.__new__(kind)
        made.__dict__.update(values)  # what `__init__` would do, one by one: there are thousands of them
        return made

    return read


def _decoder(hint: Any) -> Callable[[Any], Any]:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        plain = all(each in (*_PLAIN, types.NoneType) for each in arguments)
        return _plain(*arguments) if plain else _one_of([_decoder(each) for each in arguments])
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return _plain_ones(arguments[0]) if arguments[0] in _PLAIN else _many(_decoder(arguments[0]))
    if origin is tuple:
        return _row([_decoder(each) for each in arguments])
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _member(hint)
    if is_dataclass(hint):
        kind: Any = hint
        return lambda data: _reader(kind)(data)  # not before it is needed: it may be within itself
    return _plain(hint)


def _plain(*kinds: Any) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if type(value) in kinds:
            return value
        if kinds == (float,) and type(value) is int:
            return float(value)
        raise Malformed(f"{value!r:.80} is no {' or '.join(each.__name__ for each in kinds)}")

    return check


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
