"""Is what an instruction has loaded called, or only handed on?

From 3.11 on the instructions say so: whoever loads what will be called makes room for `self`
first. Before, the call is found by following the stack from the load to the instruction that
takes the value off.
"""

from __future__ import annotations

import dis
import sys
from types import CodeType

from .decode import Op

_VERSION = sys.version_info[:2]
_IS_MARKED = _VERSION >= (3, 11)  # PYVERSIONS
_HAVE_ARGUMENT, _stack_effect = dis.HAVE_ARGUMENT, dis.stack_effect
_STEPS = 400  # instructions between a function and its call; nobody passes more arguments
_PAIR = 15  # mask of the second local, where one instruction loads two


def is_called(ops: list[Op], first: int, last: int) -> bool:
    """Whether the value that the loads from `first` to `last` leave on the stack is called."""
    op = ops[last]
    if op.name == "LOAD_METHOD":
        return True
    if not _IS_MARKED:
        return _takes_as_function(ops, last + 1)
    marked = op if _VERSION >= (3, 13) or op.name == "LOAD_GLOBAL" else ops[first]
    if marked.name == "LOAD_GLOBAL" and marked.arg & 1:  # before 3.13 the room is below the value
        return True
    if op.name == "LOAD_ATTR" and _VERSION >= (3, 12) and op.arg & 1:
        return True
    before = ops[first - 1].name if first else ""
    after = ops[last + 1].name if last + 1 < len(ops) else ""
    return "PUSH_NULL" in ((before,) if _VERSION < (3, 13) else (after,))


def local(op: Op, code: CodeType) -> str | None:
    """The local variable that an instruction leaves on the top of the stack."""
    if not op.name.startswith(("LOAD_FAST", "LOAD_DEREF", "STORE_FAST_LOAD_FAST")):
        return None
    if op.name.startswith("LOAD_DEREF"):
        return _shared(op.arg, code)
    if type(op.value) is str:
        return op.value
    number = op.arg & _PAIR
    return code.co_varnames[number] if number < len(code.co_varnames) else None


def _shared(number: int, code: CodeType) -> str | None:
    """The variable that closures share, by its number."""
    if _IS_MARKED:
        found: str = code._varname_from_oparg(number)  # type: ignore[attr-defined, unused-ignore]
        return found
    names = code.co_cellvars + code.co_freevars
    return names[number] if number < len(names) else None


def _takes_as_function(ops: list[Op], index: int) -> bool:
    """Whether the value on top of the stack before `index` becomes the function of a call."""
    depth = 1  # of the value, counted from the top
    for _ in range(_STEPS):
        if index >= len(ops):
            return False
        op = ops[index]
        taken = _call_takes(op)
        if taken is not None and taken >= depth:
            return taken == depth and op.name != "CALL_METHOD"
        depth += _stack_effect(op.opcode, op.arg if op.opcode >= _HAVE_ARGUMENT else None, jump=False)
        if depth < 1 or op.name == "RETURN_VALUE":
            return False
        index = op.target if op.name == "JUMP_FORWARD" and op.target >= 0 else index + 1
    return False


def _call_takes(op: Op) -> int | None:
    """How many values a call takes off the stack, its function included; None for anything else."""
    if op.name == "CALL_FUNCTION":
        return op.arg + 1
    if op.name in ("CALL_FUNCTION_KW", "CALL_METHOD"):
        return op.arg + 2
    if op.name == "CALL_FUNCTION_EX":
        return 2 + (op.arg & 1)
    return None
