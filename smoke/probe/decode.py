"""The instructions of a code object: numbered, with what their arguments mean, without prefixes and caches.

`dis` says all this, and five times as slowly. So for the versions whose encoding is known and
tested against `dis` (every instruction of the standard library) the bytes are read here; for
any other version `dis` is asked.
"""

from __future__ import annotations

import dis
import sys
from opcode import cmp_op, hascompare, hasconst, hasjabs, hasjrel, haslocal, hasname, opmap, opname
from types import CodeType

_VERSION = sys.version_info[:2]
_get_instructions, _findlinestarts = dis.get_instructions, dis.findlinestarts
IS_KNOWN = (3, 8) <= _VERSION <= (3, 13) and sys.implementation.name == "cpython"  # PYVERSIONS
HAS_POSITIONS = _VERSION >= (3, 11)  # PYVERSIONS
_PREFIX, _CACHE = opmap["EXTENDED_ARG"], opmap.get("CACHE", -1)  # caches are zeroes in `co_code`
_HAVE_ARGUMENT = dis.HAVE_ARGUMENT
_LOADS_ONE = frozenset(["LOAD_FAST", "LOAD_FAST_CHECK", "LOAD_FAST_BORROW"])
# PYVERSIONS: from 3.13 on, where both are on one line
_LOADS_TWO = frozenset(["LOAD_FAST_LOAD_FAST", "LOAD_FAST_BORROW_LOAD_FAST_BORROW"])
_PREFIXES = frozenset(["EXTENDED_ARG", "CACHE"])


class Handler:
    """Where an exception goes: the number of its first instruction and how much of the stack is kept."""

    __slots__ = ("target", "depth", "lasti", "first")

    def __init__(self, target: int, depth: int, lasti: bool, first: int) -> None:
        self.target = target
        self.depth = depth
        self.lasti = lasti
        self.first = first  # number of the first covered instruction


class Op:
    """One instruction."""

    __slots__ = ("index", "offset", "opcode", "name", "arg", "value", "target", "position", "handler")

    def __init__(
        self,
        index: int,
        offset: int,
        opcode: int,
        arg: int,
        value: object,
        target: int,
        position: tuple[int | None, ...],
    ) -> None:
        self.index = index
        self.offset = offset
        self.opcode = opcode
        self.name = opname[opcode]
        self.arg = arg
        self.value = value  # the name, constant or operator that the argument stands for, else the argument
        self.target = target  # offset of the instruction that it may jump to or -1; `graph` makes it a number
        self.position = position  # line, end line, column, end column as `co_positions` has them
        self.handler: Handler | None = None

    @property
    def line(self) -> int | None:
        """None where the compiler added the instruction."""
        return self.position[0]


def decode(code: CodeType) -> tuple[list[Op], dict[int, int]]:
    """The instructions, and the number of the one at each offset (a prefix has that of what follows)."""
    return decode_bytes(code) if IS_KNOWN else decode_by_dis(code)


def locals_loaded(op: Op) -> tuple[int, ...]:
    """The numbers of the locals that the instruction puts on the stack, the top one last."""
    if op.name in _LOADS_ONE:
        return (op.arg,)
    if op.name in _LOADS_TWO:
        return op.arg >> 4, op.arg & 15
    return (op.arg & 15,) if op.name == "STORE_FAST_LOAD_FAST" else ()


def decode_bytes(code: CodeType) -> tuple[list[Op], dict[int, int]]:
    """By the encodings of CPython 3.8 to 3.13."""
    raw, kinds = code.co_code, KINDS
    positions = _positions(code)
    meanings = {_NAME: code.co_names, _CONSTANT: code.co_consts, _LOCAL: code.co_varnames}
    ops: list[Op] = []
    numbers: dict[int, int] = {}
    high = 0
    for offset in range(0, len(raw), 2):
        opcode = raw[offset]
        if opcode == _CACHE:
            continue
        numbers[offset] = len(ops)
        argument = raw[offset + 1] | high
        if opcode == _PREFIX:
            high = argument << 8
            continue
        high = 0
        if opcode < _HAVE_ARGUMENT:
            argument = 0  # 3.10 leaves anything there
        value: object = argument
        target = -1
        kind = kinds.get(opcode)
        if kind is not None:
            what, shift = kind
            if what == JUMP:
                target = value = jump_target(raw, offset, argument, shift)
            elif what == _OPERATOR:
                value = cmp_op[argument >> shift]
            else:
                table = meanings[what]
                index = argument >> shift
                value = table[index] if index < len(table) else _cell_name(code, index)
        ops.append(Op(len(ops), offset, opcode, argument, value, target, positions[offset >> 1]))
    return ops, numbers


def decode_by_dis(code: CodeType) -> tuple[list[Op], dict[int, int]]:
    """By the version's own `dis`."""
    positions = _positions(code)
    ops: list[Op] = []
    numbers: dict[int, int] = {}
    for each in _get_instructions(code):
        numbers[each.offset] = len(ops)
        if each.opname not in _PREFIXES:
            argument = each.arg if each.arg is not None else 0
            value = each.argval if each.opcode in _MEANINGFUL else argument
            if each.opcode in _CONSTANTS and each.opcode in hasconst:
                value = code.co_consts[argument]  # 3.11's dis does not say it for KW_NAMES
            target = each.argval if each.opcode in _JUMPS else -1
            ops.append(
                Op(len(ops), each.offset, each.opcode, argument, value, target, positions[each.offset >> 1])
            )
    return ops, numbers


def _positions(code: CodeType) -> list[tuple[int | None, ...]]:
    """One for each two bytes of code."""
    if HAS_POSITIONS:
        return list(code.co_positions())  # type: ignore[attr-defined, unused-ignore]
    lines: list[tuple[int, int | None]] = list(_findlinestarts(code))
    if _VERSION >= (3, 10):
        lines = [(start, line) for start, _, line in code.co_lines()]
    found: list[tuple[int | None, ...]] = []
    ends = [start for start, _ in lines[1:]] + [len(code.co_code)]
    for (start, line), end in zip(lines, ends):
        found += [(line, None, None, None)] * ((end - start) >> 1)
    return found or [(code.co_firstlineno, None, None, None)]


def _cell_name(code: CodeType, index: int) -> str:
    """The name of a variable that closures share, where it is numbered behind the others."""
    found: str = code._varname_from_oparg(index)  # type: ignore[attr-defined]
    return found


def jump_target(raw: bytes, offset: int, argument: int, direction: int) -> int:
    """The offset that a jump goes to; direction 1 is ahead, -1 back, 0 absolute."""
    unit = 1 if _VERSION < (3, 10) else 2
    if direction == 0:
        return argument * unit
    start = offset + 2
    while start < len(raw) and raw[start] == _CACHE:
        start += 2
    return start + direction * argument * unit


_NAME, _CONSTANT, _LOCAL, JUMP, _OPERATOR = range(5)
_JUMPS = frozenset(hasjrel) | frozenset(hasjabs)
_CONSTANTS = frozenset(hasconst)
# Instructions for two locals at once pack two numbers into the argument.
_LOCALS = frozenset(
    code for code in haslocal if opname[code].count("FAST") == 1 or opname[code].endswith("CLEAR")
)
_MEANINGFUL = frozenset(hasname) | _CONSTANTS | frozenset(hascompare) | _JUMPS | _LOCALS


def _kinds() -> dict[int, tuple[int, int]]:
    """What the argument of each instruction means, and how far it is shifted (of a jump: where to)."""
    shifts = {"LOAD_GLOBAL": 1} if _VERSION >= (3, 11) else {}
    if _VERSION >= (3, 12):
        shifts.update(LOAD_ATTR=1, LOAD_SUPER_ATTR=2)
    found = {code: (_NAME, shifts.get(opname[code], 0)) for code in hasname}
    found.update((code, (_CONSTANT, 0)) for code in hasconst)
    found.update((code, (_LOCAL, 0)) for code in _LOCALS)
    found.update((code, (_OPERATOR, {12: 4, 13: 5}.get(_VERSION[1], 0))) for code in hascompare)
    found.update((code, (JUMP, -1 if "BACKWARD" in opname[code] else 1)) for code in hasjrel)
    found.update((code, (JUMP, 0)) for code in hasjabs)
    return found


KINDS = _kinds()
