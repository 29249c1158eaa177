"""Which imports a module's own code executes when it is imported, read from its bytecode.

Nothing is imported: the code comes from the loader (and so from the `.pyc` where it is
current). Only the module's own level is read, by a linear pass over the raw code units up to
the last import; functions run later or never. Each import gets a mode:

    lead    only imports, constants, definitions of functions and names stored without a call come before it
    sure    executed whenever the module runs through, but other code runs before it
    maybe   under a condition, in a loop, a `try` or a `with`: it may be skipped
    absent  it would be one of the first two, but there is no such module: what follows is "maybe"

What stands under `if TYPE_CHECKING:` is left out: it never runs, unless the module itself says
`TYPE_CHECKING = True`.

Record: {"is": "scan", "module": "pkg.a", "size": 1200, "binds": ["name", …],
         "imports": [["pkg.b", ["x", "y"], "lead"], ["os", null, "sure"], …],
         "defines": false, "inert": false}
with null for `import x` and ["*"] for a star import. "defines" is a guess: whether its own level does
nothing but import and define things, as `definitions` would have to prove when it has run. "inert" is
certain: its own level only gives names to constants and functions, or does nothing, as that of an empty file.
"""

from __future__ import annotations

import dis
import sys
from _frozen_importlib import _find_spec  # type: ignore[attr-defined]  # what `import` itself asks
from _frozen_importlib_external import SourceFileLoader, SourcelessFileLoader
from types import CodeType

from . import bodies, definitions

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` is not loaded before the checked import
    from typing import Any

    Record = dict[str, Any]

_OP = dis.opmap
_EXTENDED, _CONST, _IMPORT = dis.EXTENDED_ARG, _OP["LOAD_CONST"], _OP["IMPORT_NAME"]
_SMALL_INT = _OP.get("LOAD_SMALL_INT")  # PYVERSIONS: 3.14+
_LOAD_NAME, _LOAD_ATTR = _OP["LOAD_NAME"], _OP["LOAD_ATTR"]
_STORES = (_OP["STORE_NAME"], _OP["STORE_GLOBAL"])
_HARMLESS = frozenset(
    _OP[name]
    for name in (
        "NOP", "RESUME", "CACHE", "EXTENDED_ARG", "LOAD_CONST", "LOAD_SMALL_INT", "LOAD_COMMON_CONSTANT",
        "STORE_NAME", "STORE_GLOBAL", "IMPORT_NAME", "IMPORT_FROM", "IMPORT_STAR", "POP_TOP", "ROT_TWO",
        "SWAP", "BUILD_TUPLE", "BUILD_LIST", "LIST_EXTEND", "BUILD_SET", "SET_UPDATE", "BUILD_MAP",
        "BUILD_CONST_KEY_MAP", "SETUP_ANNOTATIONS", "MAKE_FUNCTION", "SET_FUNCTION_ATTRIBUTE",
        "LOAD_NAME",
    )
    if name in _OP
)  # fmt: skip
_INERT = bytes(
    _OP[name]
    for name in (
        "NOP", "RESUME", "CACHE", "EXTENDED_ARG", "LOAD_CONST", "LOAD_SMALL_INT", "LOAD_COMMON_CONSTANT",
        "STORE_NAME", "POP_TOP", "BUILD_TUPLE", "BUILD_LIST", "LIST_EXTEND", "SETUP_ANNOTATIONS",
        "MAKE_FUNCTION", "SET_FUNCTION_ATTRIBUTE", "RETURN_VALUE", "RETURN_CONST",
    )
    if name in _OP
)  # fmt: skip
_STAR = frozenset(_OP[name] for name in ("IMPORT_STAR", "CALL_INTRINSIC_1") if name in _OP)
_FALSE_JUMPS = frozenset(value for name, value in _OP.items() if name.endswith("JUMP_IF_FALSE")) | frozenset(
    value for name, value in _OP.items() if name == "POP_JUMP_FORWARD_IF_FALSE"
)
_ABSOLUTE = frozenset(dis.hasjabs)
_RELATIVE = frozenset(op for op in dis.hasjrel if "BACKWARD" not in dis.opname[op])
_RETURNS = frozenset(_OP[name] for name in ("RETURN_VALUE", "RETURN_CONST") if name in _OP)
_UNIT = 1 if sys.version_info < (3, 10) else 2  # PYVERSIONS: jump arguments count bytes before 3.10
_NAME_SHIFT = 2 if sys.version_info >= (3, 15) else 0  # PYVERSIONS: low bits say lazy and eager
_FLAG = "TYPE_CHECKING"
_known: dict[str, bool] = {}
_CALL = _OP["CALL"] if "CALL" in _OP else _OP["CALL_FUNCTION"]  # PYVERSIONS: 3.11+
_OPTIMIZED = 0x01  # CO_OPTIMIZED: a function
_WRAPPERS = frozenset(each.__name__ for each in bodies.WRAPPERS)
_ATTR_SHIFT = 1 if sys.version_info >= (3, 12) else 0  # PYVERSIONS: the low bit marks a method


def scan(name: str, path: str, is_package: bool) -> Record:
    """The record of one module; without imports where there is no code to read."""
    code = _code(name, path)
    if code is None:
        empty: Record = {"is": "scan", "module": name, "size": 0, "binds": [], "imports": []}
        return {**empty, "defines": False, "inert": False}
    package = name if is_package else name.rpartition(".")[0]
    found, bound = _imports(code, package)
    return {
        "is": "scan",
        "module": name,
        "size": _size(code),
        "binds": sorted(bound) if is_package else [],
        "imports": found,
        "defines": _only_defines(code),
        "inert": not code.co_code[::2].translate(None, _INERT),
    }


def _code(name: str, path: str) -> CodeType | None:
    loader = SourcelessFileLoader if path.endswith(".pyc") else SourceFileLoader
    try:
        return loader(name, path).get_code(name)
    except Exception:  # unreadable, undecodable, not Python: the import will say so
        return None


def _size(code: CodeType) -> int:
    return len(code.co_code) + sum(_size(each) for each in code.co_consts if isinstance(each, type(code)))


def _only_defines(code: CodeType) -> bool:
    """By the instructions alone, those of the bodies of classes included."""
    ops = code.co_code[::2]
    if ops.translate(None, definitions.FOLLOWED) or getattr(code, "co_exceptiontable", b""):
        return False
    if ops.count(_CALL) > ops.count(_OP["LOAD_BUILD_CLASS"]):  # of a wrapper, or of what a script would do?
        if not _WRAPPERS.intersection(code.co_names) and "__main__" not in code.co_consts:
            return False
    nested = [each for each in code.co_consts if isinstance(each, CodeType)]
    return all(_only_defines(each) for each in nested if not each.co_flags & _OPTIMIZED)  # bodies of classes


def _imports(code: CodeType, package: str) -> tuple[list[list[Any]], set[str]]:
    raw, names, consts = code.co_code, code.co_names, code.co_consts
    last = raw[::2].rfind(_IMPORT) * 2
    protected = _protected(code)
    found, bound = [], set()
    lead, until, extended, index = True, 0, 0, 0
    before: Any = None
    latest: Any = None  # the two constants loaded last: level and names of an import
    checking = False
    while index <= last:
        op, arg = raw[index], raw[index + 1] | extended
        extended = arg << 8 if op == _EXTENDED else 0
        index += 2
        if op == _CONST:
            before, latest = latest, consts[arg]
        elif op == _SMALL_INT:
            before, latest = latest, arg
        elif op == _IMPORT:
            lazy = _NAME_SHIFT and arg & 1
            certain = index - 2 >= until and not _covers(protected, index - 2) and not lazy
            mode = ("lead" if lead else "sure") if certain else "maybe"
            target = _absolute(names[arg >> _NAME_SHIFT], before, package)
            if certain and not before and target is not None and not _exists(target.partition(".")[0]):
                mode, until = "absent", len(raw)
            if target is not None:
                found.append([target, list(latest) if latest else None, mode])
        elif op in _STORES:
            bound.add(names[arg])
            checking = checking or (names[arg] == _FLAG and latest is True)
        elif not checking and _is_type_checking(op, arg, raw, index, names):
            index = _after_type_checking(raw, index)
        elif op in _ABSOLUTE:
            lead, until = False, max(until, arg * _UNIT)
        elif op in _RELATIVE:
            lead, until = False, max(until, index + arg * _UNIT)
        elif op in _RETURNS:
            until = len(raw)  # what follows is another branch, or the code of handlers
        elif op not in _HARMLESS and not (op in _STAR and raw[index - 4] == _IMPORT):
            lead = False
    return found, bound


def _exists(top: str) -> bool:
    """True if the import system would find this top-level module as things are now."""
    known = _known.get(top)
    if known is None:
        try:
            known = top in sys.modules or _find_spec(top, None) is not None
        except Exception:  # somebody's finder: the import will say so
            known = True
        _known[top] = known
    return known


def _is_type_checking(op: int, arg: int, raw: bytes, index: int, names: tuple[str, ...]) -> bool:
    """At `TYPE_CHECKING` or `module.TYPE_CHECKING`, about to be tested."""
    if op != _LOAD_NAME:
        return False
    if names[arg] == _FLAG:
        return True
    return (
        raw[index] == _LOAD_ATTR
        and raw[index + 1] >> _ATTR_SHIFT < len(names)
        and names[raw[index + 1] >> _ATTR_SHIFT] == _FLAG
    )


def _after_type_checking(raw: bytes, index: int) -> int:
    """Behind the block that the test skips, or right here when this is no simple `if`."""
    extended = 0
    for place in range(index, min(index + 40, len(raw)), 2):  # past LOAD_ATTR, TO_BOOL and caches
        if raw[place] in _FALSE_JUMPS:
            arg = raw[place + 1] | extended
            absolute = raw[place] in _ABSOLUTE
            return arg * _UNIT if absolute else place + 2 + arg * _UNIT
        extended = (raw[place + 1] | extended) << 8 if raw[place] == _EXTENDED else 0
    return index


def _absolute(name: str, level: int, package: str) -> str | None:
    """The dotted name of what is imported; None where the level leaves the package."""
    if not level:
        return name
    parts = package.split(".")
    if level > len(parts) or not package:
        return None
    base = ".".join(parts[: len(parts) - level + 1])
    return base + "." + name if name else base


def _protected(code: CodeType) -> list[tuple[int, int]]:
    """[(start, end), …] of what an exception handler covers.  # PYVERSIONS: 3.11+, jumps before"""
    table = getattr(code, "co_exceptiontable", b"")
    ranges, values, value = [], [], 0
    for byte in table:
        value = (value << 6) | (byte & 63)
        if not byte & 64:
            values.append(value)
            value = 0
    for at in range(0, len(values) - 3, 4):
        ranges.append((values[at] * 2, (values[at] + values[at + 1]) * 2))
    return ranges


def _covers(ranges: list[tuple[int, int]], index: int) -> bool:
    return any(start <= index < end for start, end in ranges)
