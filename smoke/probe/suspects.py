"""Which code objects may read a local that nothing has bound: a cheap look at the raw code.

The full analysis costs milliseconds for each code object, so it is only asked about suspects:
code in which some load is not preceded, on the straight ways that are easy to see, by a
store. Being suspect means nothing yet; not being suspect is meant to be right but for ways
through handlers and loops that no one writes.
"""

from __future__ import annotations

import dis
import sys
from itertools import compress as _compress
from opcode import opmap
from types import CodeType

from .decode import IS_KNOWN
from .flow import parameters
from .graph import SILENT
from .loads import whole_argument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_VERSION = sys.version_info[:2]
# PYVERSIONS: from 3.12 on the compiler marks the loads of locals that it cannot prove to be bound
_CHECKED = "LOAD_FAST_CHECK" in opmap
_LOAD = opmap["LOAD_FAST_CHECK" if _CHECKED else "LOAD_FAST"]
_STORE, _DELETE, _PREFIX = opmap["STORE_FAST"], opmap["DELETE_FAST"], opmap["EXTENDED_ARG"]
_NOTHING, _CACHE = opmap["NOP"], opmap.get("CACHE", 256)


def _opcodes(*names: str) -> frozenset[int]:
    return frozenset(opmap[name] for name in names if opmap.get(name, 256) < 256)


_ENDS = _opcodes("RETURN_VALUE", "RETURN_CONST", "RAISE_VARARGS", "RERAISE", "END_FINALLY")
_HANDLER = opmap.get("PUSH_EXC_INFO", 256)
_END_FINALLY = opmap.get("END_FINALLY", 256)  # PYVERSIONS: 3.8 only
_CALL_FINALLY = opmap.get("CALL_FINALLY", 256)
_SETS_UP = _opcodes("SETUP_FINALLY", "SETUP_WITH", "SETUP_ASYNC_WITH")
_CLOSES = _opcodes("END_FINALLY", "END_ASYNC_FOR")
_BLOCKS = bytes(code in _SETS_UP | _CLOSES for code in range(256))
_CLAUSES = _opcodes("DUP_TOP", "POP_TOP")  # how the clauses of `except` begin, and no body of `finally`
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
# PYVERSIONS: 3.12 clears and restores what comprehensions bind, 3.13 has instructions that do two things
_CLEAR, _STORE_BOTH = opmap.get("LOAD_FAST_AND_CLEAR", 0), opmap.get("STORE_FAST_STORE_FAST", 256)
_STORES = _opcodes("STORE_FAST_LOAD_FAST", "STORE_FAST_STORE_FAST")
_NOWHERE = sys.maxsize
_UNIT = (
    2 if _VERSION < (3, 10) else 1
)  # what one step of a jump's argument means, in halves of an instruction
_QUIET = _opcodes(*SILENT, "CACHE")  # cannot raise: no way leads from them to a handler
# What the pass looks at: loads and stores of locals, and what else matters to it.
_LOCAL, _OTHER = 1, 2
_KINDS = bytes(
    _LOCAL if code in (_LOAD, _STORE)
    else _OTHER if code in {_DELETE, _HANDLER} | _STORES | _ENDS | _ALWAYS | _AHEAD
    else 0
    for code in range(256)
)  # fmt: skip
_KNOWN, _UNKNOWN = bytes([_OTHER]), bytes([_LOCAL | _OTHER]) * 256  # what is kept of the kinds


def is_suspect(code: CodeType) -> bool:
    """Whether some load of a local in this code object (not in nested ones) deserves a closer look."""
    raw = code.co_code
    if _CHECKED:
        if _LOAD not in raw and _DELETE not in raw:
            return False
        operations = raw[::2]
        if _LOAD not in operations and not _deletes(operations):
            return False
        return not IS_KNOWN or _has_unprepared_check(code, operations, raw[1::2])
    if code.co_nlocals == code.co_argcount and _DELETE not in raw:  # most functions have parameters only
        return False
    count = parameters(code)
    if code.co_nlocals == count and _DELETE not in raw:
        return False
    return _has_unprepared_load(code, _going_on(raw, raw[::2]), raw[1::2], count)


def _deletes(operations: bytes) -> bool:
    """Whether there is a `del` of the source: the compiler's own, after a handler, follow a store."""
    at = operations.find(_DELETE)
    while at >= 0:
        if operations[at - 1] != _STORE:
            return True
        at = operations.find(_DELETE, at + 1)
    return False


def _going_on(raw: bytes, operations: bytes) -> bytes:
    """The operations, with nothing in place of an END_FINALLY from which the usual way goes on.

    PYVERSIONS: 3.8 ends `finally` and `with` with it, and also the clauses of `except`: there only an
    exception comes by that none of them handles.
    """
    if _END_FINALLY > 255 or _END_FINALLY not in operations:
        return operations
    changed, begun = bytearray(operations), []
    blocks = list(_compress(range(len(operations)), operations.translate(_BLOCKS)))
    closing = {at for at in blocks if operations[at] in _CLOSES}
    begins = {at + 1 + whole_argument(raw, operations, at) // _UNIT for at in blocks if at not in closing}
    for at in sorted(begins | closing):
        if at in begins:
            begun.append(operations[at] in _CLAUSES)
        if at in closing and begun and not begun.pop() and operations[at] == _END_FINALLY:
            changed[at] = _NOTHING
    return bytes(changed)


def _has_unprepared_load(code: CodeType, operations: bytes, arguments: bytes, count: int) -> bool:
    """Whether no way that is easy to see binds a local before some load of it; `count` are parameters."""
    kinds, leaving = operations.translate(_KINDS), _leaving(code, operations)
    bound = (1 << count) - 1
    if code.co_nlocals > 255 or _DELETE in operations:
        return _is_unprepared(operations, arguments, kinds, bound, leaving)
    # Most locals are bound before the first jump: what concerns only them need not be followed.
    masks = bytearray(_KNOWN) * count + _UNKNOWN[count:]  # by number
    straight = min(kinds.find(_OTHER) % _NOWHERE, len(kinds))
    if leaving:
        straight = min(straight, *leaving)
    for at in _compress(range(straight), kinds):
        number = arguments[at]
        if operations[at] == _STORE:
            masks[number] = _OTHER
            bound |= 1 << number
        elif not bound >> number & 1:
            return True
    kinds = _both(kinds, arguments.translate(masks))
    return kinds.find(_LOCAL, straight) >= 0 and _is_unprepared(operations, arguments, kinds, bound, leaving)


def _has_unprepared_check(code: CodeType, operations: bytes, arguments: bytes) -> bool:
    """The same where the compiler has marked the loads that it is not sure about."""
    marked = _at(_LOAD, operations, arguments)
    if not marked.isdisjoint(_at(_CLEAR, operations, arguments)):  # may be put back unbound
        return True
    kinds, bound = operations.translate(_KINDS), (1 << parameters(code)) - 1
    return _is_unprepared(operations, arguments, kinds, bound, _leaving(code, operations))


def _at(operation: int, operations: bytes, arguments: bytes) -> set[int]:
    """The arguments of this instruction."""
    found, at = set(), operations.find(operation)
    while at >= 0:
        found.add(arguments[at])
        at = operations.find(operation, at + 1)
    return found


def _both(kinds: bytes, masks: bytes) -> bytes:
    """The kinds, with 0 for loads and stores of locals that are known to be bound."""
    both = int.from_bytes(kinds, "little") & int.from_bytes(masks, "little")
    return both.to_bytes(len(kinds), "little")


def _is_unprepared(
    operations: bytes, arguments: bytes, kinds: bytes, bound: int, leaving: dict[int, list[int]]
) -> bool:
    """One pass in the order of the code: bits of `bound` are the locals that some way here has bound.

    Ways back (loops) are not followed: a local bound only further down in the loop is suspect.
    """
    first, unreachable = bound, False
    arriving: dict[int, int] = {}
    nearest = min(leaving, default=_NOWHERE)
    is_long = _PREFIX in operations
    last = len(kinds) if _DELETE in operations else kinds.rfind(_LOCAL) + 1  # nothing matters behind it
    for at in _compress(range(last), kinds):
        while at >= nearest:
            if nearest in arriving:
                bound, unreachable = arriving.pop(nearest) | (0 if unreachable else bound), False
            if nearest in leaving:
                for target in leaving.pop(nearest):
                    arriving[target] = arriving.get(target, 0) | (first if unreachable else bound)
            nearest = min(arriving) if arriving else _NOWHERE
            if leaving:
                nearest = min(nearest, *leaving)
        operation, argument = operations[at], arguments[at]
        if is_long and at and operations[at - 1] == _PREFIX:
            argument |= arguments[at - 1] << 8
        if operation == _LOAD:
            if not unreachable and not bound >> argument & 1:
                return True
        elif operation == _STORE:
            bound |= 1 << argument
        elif operation in _AHEAD:
            start = _next(operations, at) if _CHECKED else 0 if operation in _ABSOLUTE else at + 1
            target = start + argument // _UNIT
            if target > at:
                arriving[target] = arriving.get(target, 0) | bound
                if target < nearest:
                    nearest = target
            unreachable = operation in _ALWAYS
        elif operation in _STORES:
            bound |= 1 << (argument >> 4) | (1 << (argument & 15) if operation == _STORE_BOTH else 0)
        elif operation == _DELETE:
            if not unreachable and not bound >> argument & 1:
                return True
            bound &= ~(1 << argument)
        else:
            unreachable = operation in _ENDS or operation in _ALWAYS
            if operation == _CALL_FINALLY:
                bound &= ~_cleared(operations, arguments, at + 1 + argument // _UNIT)
    return False


def _next(operations: bytes, at: int) -> int:
    """The number of the instruction after this one and its caches (of jumps from 3.12 on)."""
    at += 1
    while at < len(operations) and operations[at] == _CACHE:
        at += 1
    return at


def _cleared(operations: bytes, arguments: bytes, at: int) -> int:
    """The bit of the local that the compiler itself deletes there, behind clauses like `except E as e`."""
    return 1 << arguments[at + 2] if operations[at + 2] == _DELETE else 0


def handlers(code: CodeType) -> list[tuple[int, int, int]]:
    """The exception table: first and last instruction that a handler covers, and its own first one.

    PYVERSIONS: before 3.11 there is none, and instructions say where handlers are.
    """
    if _HANDLER > 255:
        return []
    numbers = _numbers(code.co_exceptiontable)  # type: ignore[attr-defined, unused-ignore]
    return [(start, start + length - 1, target) for start, length, target, _ in zip(*[numbers] * 4)]


def _leaving(code: CodeType, operations: bytes) -> dict[int, list[int]]:
    """From which instruction at the latest an exception goes to which handlers, by the exception table.

    What is bound there is bound on some way to the handler. PYVERSIONS: before 3.11 there is no
    table, and what the instruction finds that sets a handler up counts.
    """
    found: dict[int, list[int]] = {}
    if _HANDLER > 255 or _HANDLER not in operations:
        return found
    for start, last, target in handlers(code):
        while last > start and operations[last] in _QUIET:
            last -= 1
        found.setdefault(last, []).append(target)
    return found


def _numbers(table: bytes) -> Iterator[int]:
    """The numbers in an exception table: six bits a byte, 64 says that the next byte belongs to it.

    Source: CPython `Objects/exception_handling_notes.txt`.
    """
    number = 0
    for byte in table:
        number = number << 6 | byte & 63
        if not byte & 64:
            yield number
            number = 0
