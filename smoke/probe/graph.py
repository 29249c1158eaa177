"""The instructions of one code object as a graph: what each is, where it jumps, who handles its exceptions.

One shape for all versions: instructions are numbered from 0 without the prefixes and caches
that only the interpreter needs, jump targets are such numbers, and from 3.11 on each
instruction knows the entry of the exception table that covers it (before, handlers are
pushed and popped by instructions, so only the running state knows: `flow` tracks them).
"""

from __future__ import annotations

import dis
import sys
from types import CodeType

from .decode import Handler, Op, decode

_Bytecode = dis.Bytecode
HAS_TABLE = sys.version_info >= (3, 11)  # PYVERSIONS: exception table instead of block instructions
ATTRIBUTE_NAMES = ("LOAD_ATTR", "LOAD_METHOD")
_STAR_INTRINSIC = 2  # PYVERSIONS: from 3.12 a star import is a call of this intrinsic function

# Instructions that cannot raise, so that no way leads from them to a handler. Loads of
# locals are here because `flow` treats an unbound one by itself.
SILENT = frozenset(
    """NOP RESUME POP_TOP POP_ITER PUSH_NULL NOT_TAKEN CACHE EXTENDED_ARG
    LOAD_CONST LOAD_SMALL_INT LOAD_COMMON_CONSTANT RETURN_CONST LOAD_ASSERTION_ERROR LOAD_CLOSURE
    LOAD_FAST LOAD_FAST_BORROW LOAD_FAST_LOAD_FAST LOAD_FAST_BORROW_LOAD_FAST_BORROW LOAD_FAST_AND_CLEAR
    STORE_FAST STORE_FAST_STORE_FAST STORE_FAST_LOAD_FAST STORE_FAST_MAYBE_NULL STORE_DEREF
    ROT_TWO ROT_THREE ROT_FOUR ROT_N DUP_TOP DUP_TOP_TWO COPY SWAP
    JUMP_FORWARD JUMP_ABSOLUTE JUMP_BACKWARD JUMP_BACKWARD_NO_INTERRUPT JUMP JUMP_NO_INTERRUPT
    POP_JUMP_IF_NONE POP_JUMP_IF_NOT_NONE POP_JUMP_FORWARD_IF_NONE POP_JUMP_FORWARD_IF_NOT_NONE
    POP_JUMP_BACKWARD_IF_NONE POP_JUMP_BACKWARD_IF_NOT_NONE
    PRECALL KW_NAMES COPY_FREE_VARS MAKE_CELL MAKE_FUNCTION SET_FUNCTION_ATTRIBUTE IS_OP
    SETUP_FINALLY POP_BLOCK BEGIN_FINALLY CALL_FINALLY POP_FINALLY PUSH_EXC_INFO POP_EXCEPT
    RETURN_VALUE RETURN_GENERATOR GEN_START END_FOR END_SEND GET_LEN
    MATCH_MAPPING MATCH_SEQUENCE BUILD_TUPLE BUILD_LIST""".split()
)

# Instructions after which the next one does not come. The names cover 3.8 to 3.15.
_LEAVES = frozenset(["RETURN_VALUE", "RETURN_CONST", "RAISE_VARARGS", "RERAISE"])
_JUMPS = frozenset(["JUMP_FORWARD", "JUMP_ABSOLUTE", "JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT"])


def is_star_import(op: Op) -> bool:
    """True for the second half of `from module import *`."""
    return op.name == "IMPORT_STAR" or (op.name == "CALL_INTRINSIC_1" and op.arg == _STAR_INTRINSIC)


class Graph:
    """All instructions of a code object, with the numbers at which several ways can meet."""

    __slots__ = ("code", "ops", "meetings")

    def __init__(self, code: CodeType) -> None:
        self.code = code
        self.meetings: set[int] = set()
        self.ops, numbers = decode(code)
        for op in self.ops:
            if op.target >= 0:
                op.target = numbers.get(op.target, -1)
                self.meetings.add(op.target)
        if HAS_TABLE and code.co_exceptiontable:  # type: ignore[attr-defined, unused-ignore]
            self._cover(numbers)

    def reachable(self, start: int, handlers: bool, past: int = -1) -> set[int]:
        """The instructions to which some way leads from `start`, with `handlers` also by an exception.

        No way goes through the instruction `past` once more: in a loop everything leads everywhere.
        """
        found: set[int] = {past}
        todo = [start]
        while todo:
            index = todo.pop()
            while 0 <= index < len(self.ops) and index not in found:
                found.add(index)
                op = self.ops[index]
                if op.target >= 0:
                    todo.append(op.target)
                if handlers and op.handler is not None:
                    todo.append(op.handler.target)
                if op.name in _LEAVES or op.name in _JUMPS:
                    break
                index += 1
        return found - {past}

    def _cover(self, numbers: dict[int, int]) -> None:
        for entry in getattr(_Bytecode(self.code), "exception_entries", ()):
            first = numbers[entry.start]
            handler = Handler(numbers[entry.target], entry.depth, entry.lasti, first)
            self.meetings.add(handler.target)
            for op in self.ops[first : numbers.get(entry.end, len(self.ops))]:
                op.handler = handler
