"""What each instruction does to the state, by the names that CPython 3.8 to 3.15 give to instructions.

`STEPS[name](flow, op, state)` changes the state and returns None when the next instruction
follows, else the list of (instruction number, state) that can follow. An instruction without
an entry is applied by its effect on the depth of the stack, and nothing is known of the
stack afterwards: a new one costs precision, never correctness. Handling of exceptions is in
`unwinding`.

# PYVERSIONS: a new version adds its new names here; a test compares every depth with the compiler's.
"""

from __future__ import annotations

import dis
import sys

from . import narrowing, values
from .decode import Op
from .state import State
from .values import NULL, UNBOUND, UNKNOWN, Known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .flow import Flow

    Successors = list[tuple[int, State]] | None
    Step = Callable[[Flow, Op, State], Successors]

_stack_effect = dis.stack_effect
_VERSION = sys.version_info[:2]
_common_constants = getattr(dis, "_common_constants", None)  # PYVERSIONS: 3.14
_HAVE_ARGUMENT = dis.HAVE_ARGUMENT

ITER_SLOTS = 2 if _VERSION >= (3, 15) else 1  # PYVERSIONS: 3.15 keeps an index beside each iterator

STEPS: dict[str, Step] = {}


def step(*names: str) -> Callable[[Step], Step]:
    """Register the function for these instructions."""

    def register(function: Step) -> Step:
        for name in names:
            STEPS[name] = function
        return function

    return register


def advance(flow: Flow, op: Op, s: State) -> Successors:
    """Apply one instruction."""
    known = STEPS.get(op.name)
    if known is not None:
        return known(flow, op, s)
    argument = op.arg if op.opcode >= _HAVE_ARGUMENT else None
    if op.target >= 0:
        jumped = s.copy()
        jumped.forget_stack(_stack_effect(op.opcode, argument, jump=True))
        s.forget_stack(_stack_effect(op.opcode, argument, jump=False))
        return [(op.index + 1, s), (op.target, jumped)]
    s.forget_stack(_stack_effect(op.opcode, argument))
    return None


# --- the stack ---------------------------------------------------------------------------------


@step(
    "NOP", "RESUME", "NOT_TAKEN", "PRECALL", "COPY_FREE_VARS", "MAKE_CELL", "SETUP_ANNOTATIONS", "GEN_START"
)
def _nothing(flow: Flow, op: Op, s: State) -> Successors:
    if op.name == "GEN_START":  # takes what the first send() brought
        s.pop()
    return None


@step("POP_TOP", "POP_ITER", "PRINT_EXPR")
def _pop(flow: Flow, op: Op, s: State) -> Successors:
    s.drop(ITER_SLOTS if op.name == "POP_ITER" else 1)
    return None


@step("ROT_TWO", "ROT_THREE", "ROT_FOUR", "ROT_N")
def _rotate(flow: Flow, op: Op, s: State) -> Successors:
    taken = s.drop({"ROT_TWO": 2, "ROT_THREE": 3, "ROT_FOUR": 4}.get(op.name, op.arg))
    s.stack += taken[-1:] + taken[:-1]
    return None


@step("DUP_TOP", "DUP_TOP_TWO", "COPY")
def _duplicate(flow: Flow, op: Op, s: State) -> Successors:
    if op.name == "DUP_TOP_TWO":
        s.stack += [s.top(2), s.top()]
    else:
        s.push(s.top(op.arg if op.name == "COPY" else 1))
    return None


@step("SWAP")
def _swap(flow: Flow, op: Op, s: State) -> Successors:
    if len(s.stack) >= op.arg:
        s.stack[-1], s.stack[-op.arg] = s.stack[-op.arg], s.stack[-1]
    return None


@step("PUSH_NULL")
def _push_null(flow: Flow, op: Op, s: State) -> Successors:
    s.push(NULL)
    return None


# --- constants, locals -------------------------------------------------------------------------


@step("LOAD_CONST", "LOAD_SMALL_INT")
def _constant(flow: Flow, op: Op, s: State) -> Successors:
    s.push(Known(op.value))
    return None


@step("LOAD_COMMON_CONSTANT")
def _common_constant(flow: Flow, op: Op, s: State) -> Successors:
    found = _common_constants is not None and op.arg < len(_common_constants)
    s.push(Known(_common_constants[op.arg]) if found else UNKNOWN)  # type: ignore[index]
    return None


@step("LOAD_ASSERTION_ERROR")
def _assertion_error(flow: Flow, op: Op, s: State) -> Successors:
    s.push(Known(AssertionError))
    return None


@step("LOAD_FAST", "LOAD_FAST_CHECK", "LOAD_FAST_BORROW")
def _load_fast(flow: Flow, op: Op, s: State) -> Successors:
    _push_local(s, op.arg)
    return None


@step("LOAD_FAST_LOAD_FAST", "LOAD_FAST_BORROW_LOAD_FAST_BORROW")
def _load_two(flow: Flow, op: Op, s: State) -> Successors:
    _push_local(s, op.arg >> 4)
    _push_local(s, op.arg & 15)
    return None


@step("STORE_FAST_LOAD_FAST")
def _store_load(flow: Flow, op: Op, s: State) -> Successors:
    s.set_local(op.arg >> 4, s.pop())
    _push_local(s, op.arg & 15)
    return None


@step("STORE_FAST", "STORE_FAST_MAYBE_NULL")
def _store_fast(flow: Flow, op: Op, s: State) -> Successors:
    s.set_local(op.arg, s.pop())
    return None


@step("STORE_FAST_STORE_FAST")
def _store_two(flow: Flow, op: Op, s: State) -> Successors:
    s.set_local(op.arg >> 4, s.pop())
    s.set_local(op.arg & 15, s.pop())
    return None


@step("LOAD_FAST_AND_CLEAR")
def _load_and_clear(flow: Flow, op: Op, s: State) -> Successors:
    s.push(s.locals.get(op.arg, UNKNOWN))  # UNBOUND comes back by STORE_FAST after the comprehension
    s.set_local(op.arg, UNBOUND)
    return None


@step("DELETE_FAST")
def _delete_fast(flow: Flow, op: Op, s: State) -> Successors:
    s.set_local(op.arg, UNBOUND)
    return None


def _push_local(s: State, number: int) -> None:
    value = s.locals.get(number, UNKNOWN)
    if value is UNBOUND:  # raises; told once, so what follows is judged as if it did not
        s.set_local(number, UNKNOWN)
        value = UNKNOWN
    s.push(value)


# --- jumps -------------------------------------------------------------------------------------


@step("JUMP_FORWARD", "JUMP_ABSOLUTE", "JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT", "JUMP")
def _jump(flow: Flow, op: Op, s: State) -> Successors:
    return [(op.target, s)]


def _branch(wanted: bool, none: bool) -> Step:
    def apply(flow: Flow, op: Op, s: State) -> Successors:
        value = s.pop()
        if none:
            answer = values.truth(values.is_same(value, values.NONE))
        else:
            answer = values.truth(value)
        narrowed = narrowing.ways(flow.graph, op, s) if answer is None and not flow.blind else None
        return narrowed or choose(flow, op, s, s, None if answer is None else answer is wanted)

    return apply


for _direction in ("", "FORWARD_", "BACKWARD_"):
    STEPS["POP_JUMP_" + _direction + "IF_TRUE"] = _branch(True, none=False)
    STEPS["POP_JUMP_" + _direction + "IF_FALSE"] = _branch(False, none=False)
    STEPS["POP_JUMP_" + _direction + "IF_NONE"] = _branch(True, none=True)
    STEPS["POP_JUMP_" + _direction + "IF_NOT_NONE"] = _branch(False, none=True)


@step("JUMP_IF_TRUE_OR_POP", "JUMP_IF_FALSE_OR_POP")
def _jump_or_pop(flow: Flow, op: Op, s: State) -> Successors:
    wanted = op.name == "JUMP_IF_TRUE_OR_POP"
    answer = values.truth(s.top())
    jumped = s.copy()
    s.pop()
    return choose(flow, op, s, jumped, None if answer is None else answer is wanted)


@step("FOR_ITER")
def _for(flow: Flow, op: Op, s: State) -> Successors:
    done = s.copy()
    if _VERSION < (3, 12):  # PYVERSIONS: from 3.12 END_FOR takes the iterator away
        done.pop()
    else:
        done.push()
    s.push()
    return [(op.index + 1, s), (op.target, done)]


@step("END_FOR")
def _end_for(flow: Flow, op: Op, s: State) -> Successors:
    s.drop(2 if _VERSION < (3, 13) else 1)
    return None


@step("SEND")
def _send(flow: Flow, op: Op, s: State) -> Successors:
    s.pop()
    done = s.copy()
    receiver = s.top(ITER_SLOTS)
    if _VERSION < (3, 12):  # PYVERSIONS: from 3.12 on END_SEND takes the receiver away
        done.pop()
    done.push(_awaited(receiver))
    s.push()
    return [(op.index + 1, s), (op.target, done)]


@step("YIELD_FROM")
def _yield_from(flow: Flow, op: Op, s: State) -> Successors:
    s.pop()
    s.push(_awaited(s.pop()))
    return None


@step("GET_AWAITABLE")
def _get_awaitable(flow: Flow, op: Op, s: State) -> Successors:
    s.push(_awaited(s.pop()))
    return None


def _awaited(value: object) -> object:
    """The only known value that can be awaited is what `unwinding` says of an `__aexit__`."""
    return value if value in (values.TRUE, values.FALSE) else UNKNOWN


@step("END_SEND")
def _end_send(flow: Flow, op: Op, s: State) -> Successors:
    value = s.pop()
    s.drop(ITER_SLOTS)
    s.push(value)
    return None


@step("RETURN_VALUE", "RETURN_CONST")
def _return(flow: Flow, op: Op, s: State) -> Successors:
    flow.leave(op, Known(op.value) if op.name == "RETURN_CONST" else s.pop(), s)
    return []


def choose(flow: Flow, op: Op, following: State, jumped: State, jumps: bool | None) -> Successors:
    """The successors of a conditional jump whose condition may be known."""
    if jumps is None or flow.blind:
        return [(op.index + 1, following), (op.target, jumped.copy() if following is jumped else jumped)]
    return [(op.target, jumped)] if jumps else [(op.index + 1, following)]


@step("GET_ITER")
def _get_iter(flow: Flow, op: Op, s: State) -> Successors:
    s.pop()
    s.stack += [UNKNOWN] * ITER_SLOTS
    return None
