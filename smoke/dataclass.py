"""Dataclasses that cost little to define: a third of the start of smoke was spent on defining them.

    @dataclass(frozen=True)        as in `dataclasses`, and so are `field`, `fields` and `replace`
    class Point:

The standard decorator compiles up to seven methods for each class, and loads `inspect` before. Here the
methods are shared, but for `__init__`, which is compiled when the first instance is made; most runs
make instances of half of the classes. `frozen` is what the type checker enforces: at run time it means a
hash. The functions of `dataclasses` take these classes as well, and are loaded by whoever calls them.
"""

from __future__ import annotations

from operator import attrgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass, replace
    from typing import Any
else:
    from functools import partial

    MISSING = type("MISSING", (), {"__repr__": lambda self: "MISSING"})()  # what has no default has this one

    class Field:
        """What is known of one field."""

        __slots__ = ("compare", "default", "default_factory", "init", "name", "repr", "type")

        def __init__(self, default: Any, default_factory: Any, init: bool, repr: bool, compare: bool) -> None:
            self.name, self.type = "", None
            self.default, self.default_factory = default, default_factory
            self.init, self.repr, self.compare = init, repr, compare

    def field(
        *,
        default: Any = MISSING,
        default_factory: Any = MISSING,
        init: bool = True,
        repr: bool = True,
        compare: bool = True,
    ) -> Field:
        """What is special about a field, in the place of its default."""
        return Field(default, default_factory, init, repr, compare)

    def fields(kind: Any) -> tuple[Field, ...]:
        """Those of a class or an instance, in their order."""
        return kind.__fields__

    def is_dataclass(value: Any) -> bool:
        """True for a class or an instance that has fields."""
        return hasattr(value, "__fields__")

    def replace(instance: Any, /, **changes: Any) -> Any:
        """Another instance with these values."""
        kind = type(instance)
        for each in kind.__fields__:
            if each.init:
                changes.setdefault(each.name, getattr(instance, each.name))
        return kind(**changes)

    def dataclass(kind: type | None = None, *, frozen: bool = False, eq: bool = True) -> Any:
        """The class with what a dataclass has."""
        if kind is None:
            return partial(dataclass, frozen=frozen, eq=eq)
        kind.__fields__ = found = _found(kind)
        kind.__match_args__ = tuple([each.name for each in found if each.init])
        kind.__init__ = _first(kind)
        kind.__repr__ = _repr
        kind.__dataclass_fields__ = _Standard()
        if eq:
            values = _values([each.name for each in found if each.compare])
            kind.__eq__ = _equality(values)
            kind.__hash__ = _hash(values) if frozen else None
        return kind

    class _Standard:
        """What the functions of `dataclasses` ask a class for, made when they do."""

        def __get__(self, instance: Any, owner: type) -> Any:
            import dataclasses

            given = ("default", "default_factory", "init", "repr", "compare")
            made = [
                (
                    each.name,
                    each.type,
                    dataclasses.field(
                        **{name: value for name in given if (value := getattr(each, name)) is not MISSING}
                    ),
                )
                for each in fields(owner)
            ]
            standard = dataclasses.make_dataclass(owner.__name__, made).__dataclass_fields__
            owner.__dataclass_fields__ = standard
            return standard


def _found(kind: type) -> tuple[Field[Any], ...]:
    """The fields of a class and of those that it is derived from."""
    known = {each.name: each for base in reversed(kind.__bases__) for each in getattr(base, "__fields__", ())}
    for name, annotation in kind.__annotations__.items():
        default = kind.__dict__.get(name, MISSING)
        each = default if isinstance(default, Field) else field(default=default)
        each.name, each.type = name, annotation
        if each.default is not MISSING:
            setattr(kind, name, each.default)
        elif default is each:
            delattr(kind, name)
        known[name] = each
    return tuple(known.values())


def _first(kind: Any) -> Callable[..., None]:
    """The `__init__` that a class has until the first instance is made."""

    def first(self: Any, *values: Any, **named: Any) -> None:
        kind.__init__ = _compiled(kind)
        kind.__init__(self, *values, **named)

    return first


def _compiled(kind: Any) -> Any:
    parameters, lines = ["self"], []
    names: dict[str, Any] = {"_missing": MISSING}
    for each in fields(kind):
        name, value = each.name, each.name
        if each.default is not MISSING:
            names[f"_default_{name}"] = each.default
            parameters += [f"{name}=_default_{name}"] if each.init else []
            value = name if each.init else f"_default_{name}"
        elif each.default_factory is not MISSING:
            names[f"_make_{name}"] = each.default_factory
            parameters += [f"{name}=_missing"] if each.init else []
            value = f"_make_{name}() if {name} is _missing else {name}" if each.init else f"_make_{name}()"
        elif each.init:
            parameters.append(name)
        else:
            continue
        lines.append(f"self.{name} = {value}")
    if hasattr(kind, "__post_init__"):
        lines.append("self.__post_init__()")
    exec(f"def __init__({', '.join(parameters)}):\n    " + "\n    ".join(lines or ["pass"]), names)
    made = names["__init__"]
    made.__qualname__ = f"{kind.__qualname__}.__init__"
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
    shown = (f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


__all__ = ["MISSING", "Field", "dataclass", "field", "fields", "is_dataclass", "replace"]
