"""Has a module's own code done nothing but import what was there and define functions, classes and constants?

    follow(code, namespace, inside)    the classes that it made; raises Doubt where anything else may have run

Its instructions are followed one after the other, on a stack of what they had there. Constants and what other
plain modules hold is there as it is; of what the code makes only the kind is known. That suffices: to
make a function, a list or a property runs no code of a package, and nobody else is told of it. Of conditions
only those that depend on plain values are followed. To make a class can run code: that is looked at
afterwards (`Body.classes`).
"""

from __future__ import annotations

import _operator
import sys
from opcode import cmp_op, opmap
from types import CodeType, FunctionType

from . import machinery
from .bodies import WRAPPERS, Body, Class, Function, Kind
from .done_imports import Doubt, demand, imported, namespace_of, target
from .objects import kind_of

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` is not loaded before the checked import
    from typing import Any, Callable

_type = type
_LONGEST = 50_000  # bytes of code that are followed
_OPTIMIZED = 0x01  # CO_OPTIMIZED: the code of a function
# Values that compare, hash and have a truth of their own kind.
_PLAIN = frozenset(
    [str, int, float, bool, bytes, type(None), type(...), complex, CodeType, type(sys.version_info)]
)
_HASHED_BY_IDENTITY = frozenset([Function, FunctionType, type(sys)])
_READ = frozenset([list, tuple, set, frozenset, dict, str])  # running no code of a package
_ADDED = frozenset([str, int, float, tuple])
_GENERIC = (list, dict, tuple, set, frozenset, type)
_COMPUTED = ("__annotations__", "__annotate__", "__class__", "__dict__")  # of modules
_WAYS = ("setter", "getter", "deleter")
_WRAPPABLE = (Function, FunctionType, Kind)  # a wrapper asks what it is given for its documentation
# PYVERSIONS: what stands in the argument, and in which bits.
_COMPARED = 5 if sys.version_info >= (3, 13) else 4 if sys.version_info >= (3, 12) else 0
_ATTRIBUTE = 1 if sys.version_info >= (3, 12) else 0
_UNIT = 1 if sys.version_info < (3, 10) else 2
_ADDS = (0, 13)  # BINARY_OP: + and +=
_HAS_NULL = sys.version_info >= (3, 11)  # a place beside the function that is called

_CONTAINER, _PROPERTY, _WAY, _OTHER, _NULL, _BUILDER = map(
    Kind, ("container", "property", "way to a property", "other", "null", "builder of classes")
)


def follow(code: CodeType, namespace: dict[str, Any], inside: list[str]) -> list[type]:
    """The classes that a module's code has made; `namespace` is the module's, now that it has run."""
    body = Body()
    body.names.update((name, namespace[name]) for name in ("__name__", "__file__", "__doc__"))
    _Walk(code, body, namespace["__package__"], inside).run()
    return body.classes(namespace)


class _Walk:
    """One piece of code, from its first instruction to its return."""

    def __init__(self, code: CodeType, body: Body, package: str, inside: list[str]) -> None:
        demand(not code.co_flags & _OPTIMIZED and len(code.co_code) < _LONGEST)
        demand(not getattr(code, "co_exceptiontable", b""))  # what is caught may have been raised
        self.code, self.body, self.package, self.inside = code, body, package, inside
        self.stack: list[Any] = []
        self.at, self.raw = 0, code.co_code
        self.ended = False

    def run(self) -> None:
        """Raises: Doubt, or whatever else a stack or a name that is not there leads to."""
        high, raw = 0, self.raw
        while not self.ended:
            op, argument = raw[self.at], raw[self.at + 1] | high
            self.at += 2
            high = argument << 8 if op == _PREFIX else 0
            if op == _CONSTANT:
                self.stack.append(self.code.co_consts[argument])
            elif op == _STORE:
                self.body.store(self.code.co_names[argument], self.stack.pop())
            else:
                step = _STEPS.get(op)
                if step is None:
                    raise Doubt
                step(self, argument)

    def name(self, argument: int) -> str:
        """The name that an instruction speaks of."""
        return self.code.co_names[argument]

    def popped(self, count: int) -> list[Any]:
        """The values on top of the stack, which are taken off."""
        demand(count <= len(self.stack))
        cut = len(self.stack) - count
        found = self.stack[cut:]
        del self.stack[cut:]
        return found

    def past_caches(self) -> int:
        """Where a relative jump counts from."""
        at = self.at
        while at < len(self.raw) and self.raw[at] == 0:
            at += 2
        return at


def _nothing(walk: _Walk, argument: int) -> None:
    pass


def _pop(walk: _Walk, argument: int) -> None:
    walk.stack.pop()


def _number(walk: _Walk, argument: int) -> None:
    walk.stack.append(argument)


def _copy(walk: _Walk, argument: int) -> None:
    demand(argument < 2)
    walk.stack.append(walk.stack[-1])


def _swap(walk: _Walk, argument: int) -> None:
    demand(argument in (0, 2))  # ROT_TWO has none
    walk.stack[-2:] = walk.stack[:-3:-1]


def _null(walk: _Walk, argument: int) -> None:
    walk.stack.append(_NULL)


def _load_name(walk: _Walk, argument: int) -> None:
    walk.stack.append(walk.body.load(walk.name(argument)))


def _load_other(walk: _Walk, argument: int) -> None:
    walk.stack.append(_OTHER)


def _delete_name(walk: _Walk, argument: int) -> None:
    del walk.body.names[walk.name(argument)]


def _import(walk: _Walk, argument: int) -> None:
    names, level = walk.stack.pop(), walk.stack.pop()
    demand(not names or "*" not in names)
    walk.stack.append(imported(target(walk.code, argument, walk.package, level), names, walk.inside))


def _import_from(walk: _Walk, argument: int) -> None:
    walk.stack.append(namespace_of(walk.stack[-1])[walk.name(argument)])


def _load_attribute(walk: _Walk, argument: int) -> None:
    demand(not (_ATTRIBUTE and argument & 1))  # of a method that is called
    owner, name = walk.stack.pop(), walk.name(argument >> _ATTRIBUTE)
    demand(name not in _COMPUTED)
    if owner is _PROPERTY and name in _WAYS:
        walk.stack.append(_WAY)
        return
    content = namespace_of(owner)
    demand("__getattr__" not in content or machinery.is_outside(content["__getattr__"], walk.inside))
    walk.stack.append(content[name])


def _build(walk: _Walk, argument: int) -> None:
    walk.popped(argument)
    walk.stack.append(_CONTAINER)


def _build_set(walk: _Walk, argument: int) -> None:
    demand(all(map(_hashes, walk.popped(argument))))
    walk.stack.append(_CONTAINER)


def _build_map(walk: _Walk, argument: int) -> None:
    demand(all(map(_hashes, walk.popped(2 * argument)[::2])))
    walk.stack.append(_CONTAINER)


def _build_map_of_constants(walk: _Walk, argument: int) -> None:
    walk.popped(argument + 1)
    walk.stack.append(_CONTAINER)


def _extend_list(walk: _Walk, argument: int) -> None:
    value = walk.stack.pop()
    demand(walk.stack[-argument] is _CONTAINER and (value is _CONTAINER or kind_of(value) in _READ))


def _update(walk: _Walk, argument: int) -> None:
    """By a dict that was made here: its keys have been looked at."""
    value = walk.stack.pop()
    demand(walk.stack[-argument] is _CONTAINER and value is _CONTAINER)


def _update_set(walk: _Walk, argument: int) -> None:
    """By constants only: what else a container made here holds is not known."""
    value = walk.stack.pop()
    demand(walk.stack[-argument] is _CONTAINER and _hashes(value))


def _append(walk: _Walk, argument: int) -> None:
    walk.stack.pop()
    demand(walk.stack[-argument] is _CONTAINER)


def _add_to_set(walk: _Walk, argument: int) -> None:
    demand(_hashes(walk.stack.pop()) and walk.stack[-argument] is _CONTAINER)


def _add_to_map(walk: _Walk, argument: int) -> None:
    key, _value = walk.popped(2)
    demand(_hashes(key) and walk.stack[-argument] is _CONTAINER)


def _store_item(walk: _Walk, argument: int) -> None:
    _value, container, key = walk.popped(3)
    demand(container is _CONTAINER and _hashes(key))


def _item(walk: _Walk, argument: int) -> None:
    container, _key = walk.popped(2)
    demand(any(container is each for each in _GENERIC))  # list[int]
    walk.stack.append(_OTHER)


def _annotations(walk: _Walk, argument: int) -> None:
    walk.body.names["__annotations__"] = _CONTAINER


def _add(walk: _Walk, argument: int) -> None:
    """What is added to is made here or does not change."""
    one, other = walk.popped(2)
    made = one is _CONTAINER or other is _CONTAINER
    demand(one is _CONTAINER or kind_of(one) in _ADDED)
    demand(other is _CONTAINER or kind_of(other) in _ADDED or _type(other) is list)
    walk.stack.append(_CONTAINER if made else one + other)


def _operate(walk: _Walk, argument: int) -> None:
    demand(argument in _ADDS)
    _add(walk, argument)


def _compare(walk: _Walk, argument: int) -> None:
    one, other = walk.popped(2)
    demand(_is_plain(one) and _is_plain(other))
    walk.stack.append(_COMPARISONS[cmp_op[argument >> _COMPARED]](one, other))


def _not(walk: _Walk, argument: int) -> None:
    value = walk.stack.pop()
    demand(_is_plain(value))
    walk.stack.append(not value)


def _make_function(walk: _Walk, argument: int) -> None:
    if not _HAS_NULL:
        walk.stack.pop()  # its name
    code = walk.stack.pop()
    walk.popped(bin(argument).count("1"))  # PYVERSIONS: none from 3.13 on
    demand(_type(code) is CodeType)
    walk.stack.append(Function(code))


def _give_to_function(walk: _Walk, argument: int) -> None:
    function = walk.stack.pop()
    walk.stack.pop()
    walk.stack.append(function)


def _builder(walk: _Walk, argument: int) -> None:
    walk.stack.append(_BUILDER)


def _call(walk: _Walk, argument: int) -> None:
    arguments = walk.popped(argument)
    function = walk.stack.pop()
    if _HAS_NULL:
        first, function = function, walk.stack.pop()
        if function is _NULL:
            function = first
        elif first is not _NULL:
            arguments.insert(0, first)
    if function is _BUILDER:
        walk.stack.append(_class(walk, arguments))
    elif any(function is each for each in WRAPPERS):
        demand(all(_type(each) in _WRAPPABLE or _is_plain(each) for each in arguments))
        walk.stack.append(_PROPERTY if function is property else _OTHER)
    elif function is _WAY:
        walk.stack.append(_PROPERTY)
    else:
        raise Doubt


def _class(walk: _Walk, arguments: list[Any]) -> Class:
    """The class is looked at later: `Body.classes`."""
    function, _name, *bases = arguments
    demand(_type(function) is Function)
    demand(all(_type(base) is type or _type(base) is Class for base in bases))
    body = Body(walk.body)
    _Walk(function.code, body, walk.package, walk.inside).run()
    return Class(body)


def _jump(walk: _Walk, argument: int) -> None:
    walk.at = walk.past_caches() + argument * _UNIT


def _jump_if(walk: _Walk, argument: int, wanted: bool = True) -> None:
    value = walk.stack.pop()
    demand(_is_plain(value))
    if bool(value) is wanted:
        there = argument * _UNIT if _ABSOLUTE else walk.past_caches() + argument * _UNIT
        demand(there >= walk.at)
        walk.at = there


def _return(walk: _Walk, argument: int) -> None:
    walk.ended = True


def _is_plain(value: Any) -> bool:
    return kind_of(value) in _PLAIN or (_type(value) is tuple and all(map(_is_plain, value)))


def _hashes(value: Any) -> bool:
    """True if nobody's code runs to hash this, and to compare it with others of that kind."""
    kind = kind_of(value)
    if kind is tuple or kind is frozenset:
        return all(map(_hashes, value))
    return kind in _PLAIN or kind in _HASHED_BY_IDENTITY


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": _operator.eq,
    "!=": _operator.ne,
    "<": _operator.lt,
    "<=": _operator.le,
    ">": _operator.gt,
    ">=": _operator.ge,
}
_PREFIX, _CONSTANT, _STORE = opmap["EXTENDED_ARG"], opmap["LOAD_CONST"], opmap["STORE_NAME"]
_ABSOLUTE = sys.version_info < (3, 11)  # PYVERSIONS: conditional jumps
# PYVERSIONS: by name; those that a version lacks are left out, and what stands nowhere here is a doubt.
_BY_NAME: dict[str, Callable[[_Walk, int], None]] = {
    **dict.fromkeys(
        ("NOP", "RESUME", "CACHE", "EXTENDED_ARG", "PRECALL", "TO_BOOL", "NOT_TAKEN", "MAKE_CELL"), _nothing
    ),
    **dict.fromkeys(("LOAD_CLOSURE", "LOAD_FAST", "LOAD_FAST_BORROW", "LOAD_LOCALS"), _load_other),
    **dict.fromkeys(("RETURN_VALUE", "RETURN_CONST"), _return),
    **dict.fromkeys(("POP_JUMP_IF_TRUE", "POP_JUMP_FORWARD_IF_TRUE"), _jump_if),
    **dict.fromkeys(
        ("POP_JUMP_IF_FALSE", "POP_JUMP_FORWARD_IF_FALSE"),
        lambda walk, argument: _jump_if(walk, argument, False),
    ),
    **dict.fromkeys(("BUILD_TUPLE", "BUILD_LIST"), _build),
    **dict.fromkeys(("BINARY_ADD", "INPLACE_ADD"), _add),
    **dict.fromkeys(("DUP_TOP", "COPY"), _copy),
    **dict.fromkeys(("ROT_TWO", "SWAP"), _swap),
    **dict.fromkeys(("POP_TOP", "STORE_DEREF"), _pop),
    **dict.fromkeys(("CALL_FUNCTION", "CALL"), _call),
    "LOAD_CONST_IMMORTAL": lambda walk, argument: walk.stack.append(walk.code.co_consts[argument]),
    "LOAD_SMALL_INT": _number,
    "PUSH_NULL": _null,
    "LOAD_NAME": _load_name,
    "DELETE_NAME": _delete_name,
    "IMPORT_NAME": _import,
    "IMPORT_FROM": _import_from,
    "LOAD_ATTR": _load_attribute,
    "BUILD_SET": _build_set,
    "BUILD_MAP": _build_map,
    "BUILD_CONST_KEY_MAP": _build_map_of_constants,
    "LIST_EXTEND": _extend_list,
    "DICT_UPDATE": _update,
    "SET_UPDATE": _update_set,
    "LIST_APPEND": _append,
    "SET_ADD": _add_to_set,
    "MAP_ADD": _add_to_map,
    "STORE_SUBSCR": _store_item,
    "BINARY_SUBSCR": _item,
    "SETUP_ANNOTATIONS": _annotations,
    "BINARY_OP": _operate,
    "COMPARE_OP": _compare,
    "UNARY_NOT": _not,
    "MAKE_FUNCTION": _make_function,
    "SET_FUNCTION_ATTRIBUTE": _give_to_function,
    "LOAD_BUILD_CLASS": _builder,
    "JUMP_FORWARD": _jump,
}
_STEPS = {opmap[name]: step for name, step in _BY_NAME.items() if opmap.get(name, 256) < 256}
FOLLOWED = bytes([*_STEPS, _CONSTANT, _STORE])  # the instructions that there may be
