"""The instructions that call: where the callee and the arguments lie, and what is known of the result."""

from __future__ import annotations

import sys

from . import calls
from .decode import Op
from .state import State
from .steps import step
from .values import NULL, UNKNOWN, Built, Known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .flow import Flow
    from .steps import Successors

_VERSION = sys.version_info[:2]


class CallParts:
    """A call that is about to happen."""

    __slots__ = ("callee", "arguments", "keywords", "taken")

    def __init__(
        self, callee: object, arguments: list[object], keywords: tuple[str, ...] | None, taken: int
    ) -> None:
        self.callee = callee
        self.arguments = arguments  # positional ones first
        self.keywords = keywords  # names of the last arguments; None where they are not known
        self.taken = taken  # values that the call takes off the stack


def call_parts(flow: Flow, op: Op, s: State) -> CallParts | None:
    """The parts of the call that `op` makes; None if it is none, or unpacks its arguments."""
    if op.name not in _CALLS:
        return None
    keywords: tuple[str, ...] | None = flow.keywords(op)
    above, count = 0, op.arg
    if op.name in ("CALL_FUNCTION_KW", "CALL_KW"):
        above, keywords = 1, _names(s.top())
    below = 1 if op.name in ("CALL_FUNCTION", "CALL_FUNCTION_KW") else 2
    end = max(0, len(s.stack) - above)
    arguments = s.stack[max(0, end - count) : end]
    callee = s.top(above + count + 1)
    if below == 2:
        other = s.top(above + count + 2)
        callee = other if callee is NULL else callee if other is NULL else UNKNOWN
    return CallParts(callee, arguments, keywords, above + count + below)


def _names(value: object) -> tuple[str, ...] | None:
    return value.value if isinstance(value, Known) and type(value.value) is tuple else None


# --- calls -------------------------------------------------------------------------------------


_CALLS = frozenset(["CALL_FUNCTION", "CALL_METHOD", "CALL", "CALL_FUNCTION_KW", "CALL_KW"])


@step(*sorted(_CALLS))
def _call(flow: Flow, op: Op, s: State) -> Successors:
    parts = call_parts(flow, op, s)
    assert parts is not None
    s.drop(parts.taken)
    if parts.keywords == ():
        result = calls.call(flow.scope, parts.callee, parts.arguments, flow.follow)
    else:
        result = calls.made(parts.arguments)
    built = [id(each.code) for each in parts.arguments if isinstance(each, Built)]
    if built and calls.swallows(calls.made(parts.arguments), NameError):  # assertRaises(NameError, lambda: …)
        flow.shielded.update(built)
    if result is calls.NEVER:
        s.push()
        return []
    s.push(result)
    return None


@step("CALL_FUNCTION_EX")
def _call_unpacked(flow: Flow, op: Op, s: State) -> Successors:
    # PYVERSIONS: no filler up to 3.10; the keywords' place is always there from 3.14
    fixed = 1 if _VERSION < (3, 11) else 2
    s.drop(fixed + 1 + (1 if _VERSION >= (3, 14) or op.arg & 1 else 0))
    s.push()
    return None
