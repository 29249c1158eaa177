"""Which code objects may read a local that nothing has bound: a cheap look at the raw code.

The full analysis costs milliseconds for each code object, so it is only asked about suspects:
code in which some load is not preceded, on the straight ways that are easy to see, by a
store. Being suspect means nothing yet; not being suspect is meant to be right but for ways
through handlers and loops that no one writes.
"""

from __future__ import annotations

import dis
import re
import sys
from opcode import opmap
from types import CodeType

from .flow import parameters

_VERSION = sys.version_info[:2]
# PYVERSIONS: from 3.12 on the compiler marks the loads of locals that it cannot prove to be bound
_CHECKED = "LOAD_FAST_CHECK" in opmap
_LOAD = opmap["LOAD_FAST_CHECK" if _CHECKED else "LOAD_FAST"]
_STORE, _DELETE, _PREFIX = opmap["STORE_FAST"], opmap["DELETE_FAST"], opmap["EXTENDED_ARG"]


def _opcodes(*names: str) -> frozenset[int]:
    return frozenset(opmap[name] for name in names if opmap.get(name, 256) < 256)


_ENDS = _opcodes("RETURN_VALUE", "RETURN_CONST", "RAISE_VARARGS", "RERAISE", "END_FINALLY")
_HANDLER = opmap.get("PUSH_EXC_INFO", -1)
_ALWAYS = _opcodes(
    "JUMP_FORWARD", "JUMP_ABSOLUTE", "JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT", "CALL_FINALLY"
)
_AHEAD = frozenset(
    code
    for name, code in opmap.items()
    if code < 256
    and "BACKWARD" not in name
    and ("JUMP" in name or name in ("FOR_ITER", "SEND") or "SETUP_" in name)
)
_ABSOLUTE = frozenset(dis.hasjabs)
_NOWHERE = sys.maxsize
_UNIT = (
    2 if _VERSION < (3, 10) else 1
)  # what one step of a jump's argument means, in halves of an instruction
_OF_INTEREST = sorted({_STORE, _DELETE, _LOAD} | _ENDS | _ALWAYS | _AHEAD | ({_HANDLER} - {-1}))
_find = re.compile(
    b"[" + b"".join(re.escape(bytes([code])) for code in _OF_INTEREST) + b"]", re.DOTALL
).finditer


def is_suspect(code: CodeType) -> bool:
    """Whether some load of a local in this code object (not in nested ones) deserves a closer look."""
    operations = code.co_code[::2]
    if _CHECKED:
        return _LOAD in operations or _deletes(operations)
    if code.co_nlocals == parameters(code) and _DELETE not in operations:
        return False
    return _has_unprepared_load(code, operations, code.co_code[1::2])


def _deletes(operations: bytes) -> bool:
    """Whether there is a `del` of the source: the compiler's own, after a handler, follow a store."""
    at = operations.find(_DELETE)
    while at >= 0:
        if operations[at - 1] != _STORE:
            return True
        at = operations.find(_DELETE, at + 1)
    return False


def _has_unprepared_load(code: CodeType, operations: bytes, arguments: bytes) -> bool:
    """One pass in the order of the code: bits of `bound` are the locals that some way here has bound.

    Ways back (loops) are not followed: a local bound only further down in the loop is suspect.
    """
    bound = (1 << parameters(code)) - 1
    first, unreachable = bound, False
    arriving: dict[int, int] = {}
    nearest = _NOWHERE
    for found in _find(operations):
        at = found.start()
        if at >= nearest:
            for target in [target for target in arriving if target <= at]:
                bound, unreachable = arriving.pop(target) | (0 if unreachable else bound), False
            nearest = min(arriving, default=_NOWHERE)
        operation, argument = operations[at], arguments[at]
        if at and operations[at - 1] == _PREFIX:
            argument |= arguments[at - 1] << 8
        if operation == _LOAD:
            if not unreachable and not bound >> argument & 1:
                return True
        elif operation == _STORE:
            bound |= 1 << argument
        elif operation == _DELETE:
            if not unreachable and not bound >> argument & 1:
                return True
            bound &= ~(1 << argument)
        elif operation == _HANDLER:
            bound, unreachable = first, False
        else:
            target = argument // _UNIT if operation in _ABSOLUTE else at + 1 + argument // _UNIT
            if operation in _AHEAD and target > at:
                arriving[target] = arriving.get(target, 0) | bound
                nearest = min(nearest, target)
            unreachable = operation in _ENDS or operation in _ALWAYS
    return False
