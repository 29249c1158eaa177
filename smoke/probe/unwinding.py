"""The instructions that raise, handle and swallow exceptions, and context managers.

Three generations: 3.8 enters a `finally` body in several ways and leaves it by END_FINALLY;
3.9 and 3.10 duplicate the body and keep a stack of handlers; from 3.11 on a table says who
handles what. An exception takes six places of the stack up to 3.10, one from 3.11.
"""

from __future__ import annotations

import sys

from . import calls, values
from .decode import Op
from .graph import HAS_TABLE
from .state import State
from .steps import ITER_SLOTS, choose, step
from .values import NULL, UNKNOWN, Exit, InFlight, Leave

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .flow import Flow
    from .steps import Successors

_VERSION = sys.version_info[:2]
_PREPARE_RERAISE = 1  # PYVERSIONS: number of the intrinsic function from 3.12 on


# --- entering ----------------------------------------------------------------------------------


@step("SETUP_FINALLY")
def _setup_finally(flow: Flow, op: Op, s: State) -> Successors:
    s.blocks += ((op.target, len(s.stack)),)
    s.version += 1
    return None


@step("SETUP_WITH")
def _setup_with(flow: Flow, op: Op, s: State) -> Successors:
    s.push(Exit(s.pop()))
    s.blocks += ((op.target, len(s.stack)),)
    s.version += 1
    s.push()
    return None


@step("BEFORE_WITH", "BEFORE_ASYNC_WITH")
def _before_with(flow: Flow, op: Op, s: State) -> Successors:
    s.push(Exit(s.pop()))
    s.push()
    return None


@step("SETUP_ASYNC_WITH")
def _setup_async_with(flow: Flow, op: Op, s: State) -> Successors:
    s.blocks += ((op.target, len(s.stack) - 1),)
    s.version += 1
    return None


@step("LOAD_SPECIAL")
def _load_special(flow: Flow, op: Op, s: State) -> Successors:
    owner = s.pop()  # PYVERSIONS: 3.14 spells `with` out: __exit__ is loaded first
    s.stack += [Exit(owner) if op.arg in (1, 3) else UNKNOWN, NULL]
    return None


@step("POP_BLOCK")
def _pop_block(flow: Flow, op: Op, s: State) -> Successors:
    s.blocks = s.blocks[:-1]
    s.version += 1
    return None


# --- handling ----------------------------------------------------------------------------------


@step("PUSH_EXC_INFO")
def _push_exception(flow: Flow, op: Op, s: State) -> Successors:
    raised = s.pop()
    s.stack += [UNKNOWN, raised]
    return None


@step("POP_EXCEPT")
def _pop_except(flow: Flow, op: Op, s: State) -> Successors:
    s.drop(1 if HAS_TABLE else 3)
    following = flow.graph.ops[op.index + 1].name if op.index + 1 < len(flow.graph.ops) else ""
    if following != "RERAISE":
        flow.handled = True
    return None


@step("CHECK_EXC_MATCH")
def _check(flow: Flow, op: Op, s: State) -> Successors:
    handler = s.pop()
    s.push(flow.matches(s.top(), handler))
    return None


@step("CHECK_EG_MATCH")
def _check_group(flow: Flow, op: Op, s: State) -> Successors:
    handler, raised = s.pop(), s.pop()
    answer = flow.matches(raised, handler)
    if answer is values.TRUE:
        flow.handled = True
        s.stack += [values.NONE, raised]
    elif answer is values.FALSE:
        s.stack += [raised, values.NONE]
    else:
        s.stack += [UNKNOWN, UNKNOWN]
    return None


@step("JUMP_IF_NOT_EXC_MATCH")
def _jump_if_no_match(flow: Flow, op: Op, s: State) -> Successors:
    handler, raised = s.pop(), s.pop()
    answer = values.truth(flow.matches(raised, handler))
    return choose(flow, op, s, s, None if answer is None else not answer)


@step("WITH_EXCEPT_START")
def _exit_called(flow: Flow, op: Op, s: State) -> Successors:
    s.push(_swallowed(flow, s))
    return None


def _swallowed(flow: Flow, s: State) -> object:
    """What `__exit__` returns: only asked about a NameError do we assume that it lets it pass."""
    if flow.pursued is None:
        return UNKNOWN
    for value in reversed(s.stack):
        if isinstance(value, Exit):
            return values.known(calls.swallows(value.manager, flow.pursued))
    return values.FALSE


# --- raising -----------------------------------------------------------------------------------


@step("RAISE_VARARGS")
def _raise(flow: Flow, op: Op, s: State) -> Successors:
    raised: object = UNKNOWN
    if op.arg == 0:
        raised = InFlight(flow.pursued)
    elif op.arg == 1 and isinstance(s.top(), InFlight):
        raised = s.top()
    flow.throw(op, s, raised if isinstance(raised, InFlight) else InFlight(None))
    return []


@step("RERAISE")
def _reraise(flow: Flow, op: Op, s: State) -> Successors:
    raised = s.top()
    flow.throw(op, s, raised if isinstance(raised, InFlight) else InFlight(None))
    return []


@step("END_ASYNC_FOR")
def _end_async_for(flow: Flow, op: Op, s: State) -> Successors:
    raised = s.top()
    if isinstance(raised, InFlight):
        flow.throw(op, s, raised)
        if raised.type is not None:
            return []
    s.drop(2 if HAS_TABLE else 7)
    return None


@step("CLEANUP_THROW")
def _cleanup_throw(flow: Flow, op: Op, s: State) -> Successors:
    raised = s.top()
    if isinstance(raised, InFlight):
        flow.throw(op, s, raised)
        if raised.type is not None:
            return []
    s.drop(ITER_SLOTS + 2)
    s.stack += [UNKNOWN] * (ITER_SLOTS + 1)
    return None


@step("PREP_RERAISE_STAR", "CALL_INTRINSIC_2")
def _prepare_reraise(flow: Flow, op: Op, s: State) -> Successors:
    s.drop(2)
    prepares = op.name == "PREP_RERAISE_STAR" or op.arg == _PREPARE_RERAISE
    # what is pursued has not been handled on this way, so it is raised again
    s.push(InFlight(flow.pursued) if prepares and flow.pursued is not None else UNKNOWN)
    return None


# --- 3.8 ---------------------------------------------------------------------------------------


@step("BEGIN_FINALLY")
def _begin_finally(flow: Flow, op: Op, s: State) -> Successors:
    s.push(Leave(frozenset([Leave.NEXT])))
    return None


@step("CALL_FINALLY")
def _call_finally(flow: Flow, op: Op, s: State) -> Successors:
    s.push(Leave(frozenset([op.index + 1])))
    return [(op.target, s)]


@step("POP_FINALLY")
def _pop_finally(flow: Flow, op: Op, s: State) -> Successors:
    kept = s.drop(1 if op.arg else 0)
    flow.handled = flow.handled or isinstance(s.top(), InFlight)
    s.drop(6 if isinstance(s.top(), InFlight) else 1)
    s.stack += kept
    return None


@step("END_FINALLY")
def _end_finally(flow: Flow, op: Op, s: State) -> Successors:
    way = s.top()
    ways = way.ways if isinstance(way, Leave) else frozenset([Leave.RAISE])
    if Leave.RAISE in ways:
        flow.throw(op, s, way if isinstance(way, InFlight) else InFlight(None))
    if way is UNKNOWN:  # cannot be told: go on
        ways = frozenset([Leave.NEXT])
    s.pop()
    return [
        (op.index + 1 if each == Leave.NEXT else each, s.copy())
        for each in sorted(ways)
        if each != Leave.RAISE
    ]


@step("WITH_CLEANUP_START")
def _with_cleanup_start(flow: Flow, op: Op, s: State) -> Successors:
    way = s.top()
    if isinstance(way, InFlight):
        s.stack += [UNKNOWN, _swallowed(flow, s)]
    else:
        s.drop(2)
        s.stack += [way, UNKNOWN, UNKNOWN]
    return None


@step("WITH_CLEANUP_FINISH")
def _with_cleanup_finish(flow: Flow, op: Op, s: State) -> Successors:
    result = s.pop()
    s.pop()
    way = s.top()
    if isinstance(way, InFlight):
        swallowed = values.truth(result)
        if swallowed is not False:
            flow.handled = flow.handled or swallowed is True
            s.drop(7)
            s.push(Leave(frozenset([Leave.NEXT] if swallowed else [Leave.NEXT, Leave.RAISE])))
    elif isinstance(way, Leave) and Leave.RAISE in way.ways:
        s.pop()
        s.push(Leave(way.ways | {Leave.NEXT}))
    return None
