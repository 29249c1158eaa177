"""Functions that begin with their imports, so that nothing decides whether these are reached.

To follow a function's ways costs a hundred times as much as to read it, and most imports inside functions
stand at the beginning: no condition, no call and no handler comes before or around them.
"""

from __future__ import annotations

from . import deferred
from .deferred import Wanted
from .graph import Graph

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container

_STRAIGHT = frozenset(
    """NOP RESUME GEN_START RETURN_GENERATOR MAKE_CELL COPY_FREE_VARS LOAD_CONST LOAD_SMALL_INT
    LOAD_COMMON_CONSTANT IMPORT_NAME IMPORT_FROM STORE_FAST STORE_DEREF POP_TOP ROT_TWO SWAP""".split()
)
_OWN_CLASS = frozenset(["__class__"])  # the only variable of code around it that `super()` needs


def open_imports(graph: Graph, wanted: dict[int, Wanted], modules: Container[str]) -> list[int] | None:
    """The imports that are open, all of them reached; None if that takes a closer look.

    So it is where another import of the code fails for certain, and where the code may look into a module:
    `modules` are the global names that hold one.
    """
    if not wanted or any(each.state in deferred.FAILURES for each in wanted.values()):
        return None
    code, last = graph.code, max(wanted)
    if not _OWN_CLASS.issuperset(code.co_freevars) or any(name in modules for name in code.co_names):
        return None
    if deferred.bound_modules(graph, wanted):
        return None
    if any(op.name not in _STRAIGHT or op.handler is not None for op in graph.ops[: last + 1]):
        return None
    if any(0 <= meeting <= last for meeting in graph.meetings):  # a loop leads there
        return None
    return [index for index, each in wanted.items() if each.state == deferred.OPEN]
