"""What is known of a value on the stack, and what follows from it without running anybody's code.

A value is `Known` (this very object), one of a few shapes that matter to the analysis, or
UNKNOWN. Questions about a known object are answered only for exact builtin types, real
modules and identity: `__bool__`, `__eq__`, `__getattr__` of the checked package never run.
Each answer is a value, UNKNOWN where there is none.
"""

from __future__ import annotations

import sys
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType

from .objects import bases, kind_of


class Known:
    """This very object."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __repr__(self) -> str:  # for a person who debugs a test
        return "Known(%s)" % type(self.value).__name__


class InFlight:
    """An exception being handled; its exact class where known."""

    __slots__ = ("type",)

    def __init__(self, type: type | None) -> None:
        self.type = type


class Bound:
    """A method of a known object of an exact builtin type."""

    __slots__ = ("owner", "name")

    def __init__(self, owner: object, name: str) -> None:
        self.owner = owner
        self.name = name


class Built:
    """A function that this code makes."""

    __slots__ = ("code",)

    def __init__(self, code: CodeType) -> None:
        self.code = code


class Made:
    """What a call returned that got exception classes: `suppress(NameError)`, `raises(Exception)`."""

    __slots__ = ("classes",)

    def __init__(self, classes: tuple[object, ...]) -> None:
        self.classes = classes


class Exit:
    """The `__exit__` of a context manager."""

    __slots__ = ("manager",)

    def __init__(self, manager: object) -> None:
        self.manager = manager


class Leave:
    """How 3.8 goes on after a `finally` body: instruction numbers, NEXT or RAISE."""

    __slots__ = ("ways",)
    NEXT, RAISE = -1, -2

    def __init__(self, ways: frozenset[int]) -> None:
        self.ways = ways


class Sign:
    """A marker with a name."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


UNKNOWN = Sign("UNKNOWN")
UNBOUND = Sign("UNBOUND")  # a local that no way here has bound
STORED = Sign("STORED")  # a global that the function itself has bound on every way here
TEST = Sign("TEST")  # the instance that `unittest` passes to a test as `self`
SOME = Sign("SOME")  # not None, and nothing else is known
NULL = Sign("NULL")  # the interpreter's own filler beside a callable

NONE, TRUE, FALSE = Known(None), Known(True), Known(False)

_VERSION = type(sys.version_info)
_SCALARS = frozenset([type(None), bool, int, float, complex, str, bytes, type(Ellipsis)])
_LENGTHS = frozenset([str, bytes, tuple, frozenset, _VERSION])
_ALWAYS_TRUE = frozenset([FunctionType, BuiltinFunctionType, type, ModuleType, CodeType, type(Ellipsis)])


def known(answer: bool | None) -> object:
    """The value of a yes, a no or a don't-know."""
    return UNKNOWN if answer is None else TRUE if answer else FALSE


def join(one: object, other: object) -> object:
    """What holds of a value that is either of the two."""
    if one is other or same(one, other):
        return one
    if isinstance(one, (InFlight, Leave)) and isinstance(other, (InFlight, Leave)):
        if isinstance(one, InFlight) and isinstance(other, InFlight):
            return InFlight(None)
        return Leave(_ways(one) | _ways(other))
    return UNKNOWN


def same(one: object, other: object) -> bool:
    """True if the two values say the same."""
    if one is other:
        return True
    kind = type(one)
    if kind is not type(other):
        return False
    if isinstance(one, Known) and isinstance(other, Known):
        a, b = one.value, other.value
        return a is b or (type(a) is type(b) and kind_of(a) in _SCALARS and a == b)
    if isinstance(one, InFlight) and isinstance(other, InFlight):
        return one.type is other.type
    if isinstance(one, Leave) and isinstance(other, Leave):
        return one.ways == other.ways
    if isinstance(one, Built) and isinstance(other, Built):
        return one.code is other.code
    if isinstance(one, Bound) and isinstance(other, Bound):
        return one.owner is other.owner and one.name == other.name
    if isinstance(one, Exit) and isinstance(other, Exit):
        return same(one.manager, other.manager)
    if isinstance(one, Made) and isinstance(other, Made):
        return len(one.classes) == len(other.classes) and all(map(_identical, one.classes, other.classes))
    return False


def truth(value: object) -> bool | None:
    """Whether the value is true."""
    if isinstance(value, Known):
        kind = kind_of(value.value)
        if kind in _SCALARS or kind in _LENGTHS:
            return bool(value.value)
        return True if kind in _ALWAYS_TRUE else None
    return True if isinstance(value, (InFlight, Bound, Built)) else None


def is_same(one: object, other: object) -> object:
    """The value of `one is other`."""
    if isinstance(one, Known) and isinstance(other, Known):
        a, b = one.value, other.value
        if a is b:
            return TRUE
        # Equal numbers and strings may or may not be one object.
        return UNKNOWN if type(a) is type(b) and kind_of(a) in _SCALARS | _LENGTHS else FALSE
    if _is_none(one) or _is_none(other):
        some = other if _is_none(one) else one
        return FALSE if some is SOME or isinstance(some, (InFlight, Bound, Built, Made)) else UNKNOWN
    return UNKNOWN


def compare(operator: str, one: object, other: object) -> object:
    """The value of a comparison."""
    if not (
        isinstance(one, Known) and isinstance(other, Known) and is_plain(one.value) and is_plain(other.value)
    ):
        return UNKNOWN
    a, b = one.value, other.value
    try:
        return Known(_COMPARISONS[operator](a, b))
    except (KeyError, TypeError):  # an unknown operator; 1 < "a"
        return UNKNOWN


def contains(container: object, item: object) -> object:
    """The value of `item in container`, for plain containers (namespaces are the scope's affair)."""
    if isinstance(container, Known) and isinstance(item, Known) and is_plain(item.value):
        if is_plain(container.value) and type(container.value) in _LENGTHS:
            try:
                return Known(item.value in container.value)  # type: ignore[operator]
            except TypeError:  # 1 in "abc"
                return UNKNOWN
    return UNKNOWN


def subscript(container: object, key: object) -> object:
    """The value of `container[key]` for plain sequences."""
    if isinstance(container, Known) and isinstance(key, Known) and is_plain(container.value):
        if type(key.value) in (int, slice, bool) and type(container.value) in (str, bytes, tuple, _VERSION):
            try:
                return Known(container.value[key.value])  # type: ignore[index]
            except (IndexError, TypeError, ValueError):
                return UNKNOWN
    return UNKNOWN


def arithmetic(operator: str, one: object, other: object) -> object:
    """The value of `one operator other` for small numbers and short sequences."""
    if not (isinstance(one, Known) and isinstance(other, Known)):
        return UNKNOWN
    a, b = one.value, other.value
    if type(a) not in (int, bool, str, tuple) or type(b) not in (int, bool, str, tuple):
        return UNKNOWN
    if not (is_plain(a) and is_plain(b) and _small(a) and _small(b)):
        return UNKNOWN
    try:
        return Known(_ARITHMETIC[operator.rstrip("=")](a, b))
    except (KeyError, TypeError):
        return UNKNOWN


def is_plain(value: object) -> bool:
    """True for scalars and tuples of scalars of exact builtin types: nothing of theirs is user code."""
    kind = kind_of(value)
    if kind in _SCALARS or kind is _VERSION:
        return True
    if kind is tuple or kind is frozenset:
        return len(value) < 1000 and all(map(is_plain, value))  # type: ignore[arg-type, call-overload]
    return False


def covers(handler: object, raised: type) -> bool | None:
    """Whether `except handler` catches an exception of exactly that class."""
    if not isinstance(handler, Known):
        return None
    if type(handler.value) is tuple:
        answers = [covers(Known(each), raised) for each in handler.value]
        return True if True in answers else None if None in answers else False
    return any(handler.value is base for base in bases(raised))


def names_class(handler: object, kind: type) -> bool:
    """Whether an `except` clause has that very class, alone or in a tuple."""
    if not isinstance(handler, Known):
        return False
    classes = handler.value if type(handler.value) is tuple else (handler.value,)
    return any(each is kind for each in classes)


def _is_none(value: object) -> bool:
    return isinstance(value, Known) and value.value is None


def _ways(value: InFlight | Leave) -> frozenset[int]:
    return value.ways if isinstance(value, Leave) else frozenset([Leave.RAISE])


def _identical(one: object, other: object) -> bool:
    return one is other


def _small(value: object) -> bool:
    if isinstance(value, int):
        return -(2**64) < value < 2**64
    return len(value) < 1000  # type: ignore[arg-type]


_COMPARISONS = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_ARITHMETIC = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
}
