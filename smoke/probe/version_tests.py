"""What stands behind a test of a version that nobody here can decide.

`if sys.version_info < (3,)` and `if np.__version__ == "2.0"` have values; `Version(np.__version__) <
Version("2")` calls code of a package, so it has none. Whoever tests a version knows that something
is missing on one side of it, so nothing is said of a lookup that only one answer leads to.
"""

from __future__ import annotations

import re

from . import doubts
from .graph import Graph

_VERSION = re.compile(r"(?i)version|(?:^|_)ver(?:$|_)|_(?:lt|le|lte|gt|ge|gte)_\d")
_LEAVES = frozenset(["RETURN_VALUE", "RETURN_CONST", "RAISE_VARARGS", "RERAISE"])
_JUMPS = frozenset(["JUMP_FORWARD", "JUMP_ABSOLUTE", "JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT"])


def behind(graph: Graph, reached: set[int]) -> set[int]:
    """The instructions that one answer of such a test leads to and the other does not."""
    found: set[int] = set()
    for op in graph.ops:
        if op.target >= 0 and "_IF_" in op.name and {op.index + 1, op.target} <= reached:
            asked = [str(each.value) for each in doubts.expression(graph, op) if type(each.value) is str]
            if any(_VERSION.search(name) for name in asked):
                found |= _from(graph, op.index + 1) ^ _from(graph, op.target)
    return found


def _from(graph: Graph, start: int) -> set[int]:
    """The instructions to which some way leads from `start`."""
    found: set[int] = set()
    todo = [start]
    while todo:
        index = todo.pop()
        while 0 <= index < len(graph.ops) and index not in found:
            found.add(index)
            op = graph.ops[index]
            if op.target >= 0:
                todo.append(op.target)
            if op.name in _LEAVES or op.name in _JUMPS:
                break
            index += 1
    return found
