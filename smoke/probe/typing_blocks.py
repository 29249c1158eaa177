"""Names that a module binds only for type checkers: in a plain `if TYPE_CHECKING:` at its own level.

    conditions(graph, namespace, stores) -> {number of the store: line of its condition}

or None if one of them is not plain.

It is the commonest reason for a name to be missing, and to follow the module's code on every way takes
many milliseconds. Plain is what leaves nothing to follow: no way leads past the condition or into
the block from elsewhere, and in front of the store the block has neither a jump nor a call.
"""

from __future__ import annotations

from . import objects
from .decode import Op
from .graph import Graph
from .scope import TYPE_CHECKING_NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_TESTS = ("POP_JUMP_IF_FALSE", "POP_JUMP_FORWARD_IF_FALSE")  # PYVERSIONS: 3.11 has the second
_STRAIGHT = frozenset(
    """NOP NOT_TAKEN POP_TOP SWAP ROT_TWO COPY DUP_TOP LOAD_CONST LOAD_SMALL_INT LOAD_COMMON_CONSTANT
    IMPORT_NAME IMPORT_FROM STORE_NAME LOAD_NAME LOAD_ATTR BUILD_TUPLE BUILD_LIST
    BINARY_SUBSCR BINARY_OP BINARY_OR""".split()
)
_IN_MODULES = "TYPE_CHECKING"
_LARGEST = 10_000  # instructions of a module: what is larger may not be followed at all


def conditions(
    graph: Graph, namespace: dict[str, object], stores: Iterable[Op]
) -> dict[int, int | None] | None:
    """The line of the condition for each of these stores, if all of them are plainly for type checkers."""
    found: dict[int, int | None] = {}
    for store in stores:
        test = _test_above(graph, store)
        if test is None or not _is_for_checkers(graph, test, namespace):
            return None
        line = test.line
        found[store.index] = line if line and line <= (store.line or 0) else None
    return found if len(graph.ops) <= _LARGEST else None


def _test_above(graph: Graph, store: Op) -> Op | None:
    """The conditional jump that alone decides whether this is executed."""
    index = store.index
    while index >= 0 and graph.ops[index].name in _STRAIGHT and index not in graph.meetings:
        index -= 1
    test = graph.ops[index] if index >= 0 else store
    return test if test.name in _TESTS and test.target > store.index else None


def _is_for_checkers(graph: Graph, test: Op, namespace: dict[str, object]) -> bool:
    at = test.index - 1
    if at >= 0 and graph.ops[at].name == "TO_BOOL":
        at -= 1
    asked = graph.ops[at] if at >= 0 else test
    if asked.name == "LOAD_ATTR" and asked.value == _IN_MODULES and at:
        asked = graph.ops[at - 1]
        known = asked.name == "LOAD_NAME" and _is_typing(graph, str(asked.value), namespace)
    else:
        known = asked.name == "LOAD_NAME" and asked.value in TYPE_CHECKING_NAMES
        known = known and namespace.get(str(asked.value)) is False
    return known and asked.handler is None and not any(_passes(op, asked) for op in graph.ops[: asked.index])


def _is_typing(graph: Graph, name: str, namespace: dict[str, object]) -> bool:
    """Whether it is the same module all the time, in which the flag is false."""
    content = objects.module_dict(namespace.get(name))
    bound = [op for op in graph.ops if op.value == name and op.name.startswith(("STORE_", "DELETE_"))]
    return content is not None and content.get(_IN_MODULES) is False and len(bound) == 1


def _passes(op: Op, place: Op) -> bool:
    return op.target > place.index
