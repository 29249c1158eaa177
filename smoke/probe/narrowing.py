"""What a test for None says of the local that it tests, on each way behind it.

    ways(graph, op, state) -> [(number of the next instruction, state), …] or None

`is None` depends on nothing but what the local is bound to, so it holds until the local is bound again. (That
an object is true may change without that.)
"""

from __future__ import annotations

from .decode import Op, locals_loaded
from .graph import Graph
from .state import State
from .values import NONE, SOME, UNKNOWN


def ways(graph: Graph, op: Op, s: State) -> list[tuple[int, State]] | None:
    """Both ways of a conditional jump that asks of a local of which nothing is known whether it is None."""
    tested = _tested(graph, op)
    if tested is None or s.locals.get(tested[0], UNKNOWN) is not UNKNOWN:
        return None
    number, taken = tested
    jumped = s.copy()
    jumped.set_local(number, NONE if taken else SOME)
    s.set_local(number, SOME if taken else NONE)
    return [(op.index + 1, s), (op.target, jumped)]


def _tested(graph: Graph, op: Op) -> tuple[int, bool] | None:
    """The local, and whether the jump is taken where it is None."""
    ops, at = graph.ops, op.index
    if op.name.endswith("_NONE"):  # PYVERSIONS: 3.11 and later
        number, taken = _loaded(graph, at), not op.name.endswith("_NOT_NONE")
    else:
        if at < 3 or not _is_none(ops[at - 2]) or graph.meetings & {at, at - 1}:
            return None
        negated = _identity(ops[at - 1])
        if negated is None:
            return None
        number, taken = _loaded(graph, at - 2), op.name.endswith("IF_TRUE") is not negated
    return None if number is None else (number, taken)


def _loaded(graph: Graph, at: int) -> int | None:
    """The local that the instruction before puts on the stack, if nothing else leads here."""
    if at < 1 or at in graph.meetings:
        return None
    loaded = locals_loaded(graph.ops[at - 1])
    return loaded[-1] if loaded else None


def _is_none(op: Op) -> bool:
    return op.name == "LOAD_CONST" and op.value is None


def _identity(op: Op) -> bool | None:
    """Whether it compares by `is not`; None if it does not compare identities."""
    if op.name == "IS_OP":
        return op.arg == 1
    if op.name == "COMPARE_OP" and op.value in ("is", "is not"):  # PYVERSIONS: 3.8
        return op.value == "is not"
    return None
