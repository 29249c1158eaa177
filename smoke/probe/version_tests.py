"""What stands behind a test of a version that nobody here can decide.

`if sys.version_info < (3,)` and `if np.__version__ == "2.0"` have values; `Version(np.__version__) <
Version("2")` calls code of a package, so it has none. Whoever tests a version knows that something
is missing on one side of it, so nothing is said of a lookup that only one answer leads to.
"""

from __future__ import annotations

import re

from . import doubts
from .decode import Op
from .graph import ATTRIBUTE_NAMES, Graph

_VERSION = re.compile(r"(?i)version|(?:^|_)ver(?:$|_)|_(?:lt|le|lte|gt|ge|gte)_\d")
_SOURCES = frozenset(["__version__", "version_info", "__version_info__", "VERSION", "NumpyVersion"])
_GLOBALS = ("LOAD_GLOBAL", "LOAD_NAME")


def behind(graph: Graph, reached: set[int]) -> set[int]:
    """The instructions that one answer of such a test leads to and the other does not."""
    found: set[int] = set()
    for op in graph.ops:
        if op.target >= 0 and "_IF_" in op.name and {op.index + 1, op.target} <= reached:
            if any(_asks(each, graph) for each in doubts.expression(graph, op)):
                one, other = (graph.reachable(way, handlers=False) for way in (op.index + 1, op.target))
                found |= one ^ other
    return found


def _asks(op: Op, graph: Graph) -> bool:
    """Whether an instruction has to do with the version of a module.

    A protocol or a file has a version, too: a local variable counts only in code that reads one of a module.
    """
    if type(op.value) is not str or op.name in ("LOAD_CONST", "COMPARE_OP"):
        return False
    if op.value in _SOURCES:
        return True
    if op.name in ATTRIBUTE_NAMES or _VERSION.search(op.value) is None:
        return False
    return op.name in _GLOBALS or not _SOURCES.isdisjoint(graph.code.co_names)
