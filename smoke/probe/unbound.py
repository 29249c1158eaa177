"""Locals that no way has bound when a line is reached: the facts behind the rule `unbound-local`.

    examine(live, name, path) -> [{"name": …, "function": …, "path": …, "line": …, "column": …,
                                   "end_line": …, "end_column": …, "reach": "possible" | "caught"}]

Definite only: a place is told if every copy of it that can be reached finds the local
unbound on every way (UNBOUND in `state`). Variables of closures are left alone: other code
can bind them.
"""

from __future__ import annotations

from types import CodeType

from . import loads, modules
from .flow import Flow
from .graph import Op
from .live import Live, reachable
from .reach import Sighting, is_alias, merged, nested_name, place, plain_name
from .roots import Roots
from .scope import Scope, World
from .state import State
from .suspects import is_suspect
from .values import UNBOUND

_LOADS = frozenset(["LOAD_FAST", "LOAD_FAST_CHECK", "LOAD_FAST_BORROW", "DELETE_FAST"])


def examine(live: Live, name: str, path: str | None) -> list[dict[str, object]]:
    """The definitely unbound locals in the functions of an imported module, in the order of the source."""
    found: list[Sighting] = []
    for namespace in modules.namespaces(live, name, path):
        roots = Roots(live, namespace)
        scope = Scope(World(live), namespace)
        by_root = {id(code): _judged(code, qualname, scope) for code, qualname in roots.named(_is_concerned)}
        if not by_root.keys() <= reachable(namespace) and any(by_root.values()):
            live.discard_garbage()
            roots = Roots(live, namespace)
        found += [each for key, sightings in by_root.items() if key in roots for each in sightings]
    return [each.record() for each in merged(found)]


def _is_concerned(code: CodeType) -> bool:
    return any(is_suspect(each) for each in loads.tree(code))


def _judged(code: CodeType, qualname: str, scope: Scope) -> list[Sighting]:
    """What is definite in a code object that runs, and in the code that it makes."""
    flow = Flow(code, scope).run()
    if not flow.complete:
        return []
    copies: dict[tuple[object, ...], list[str | None]] = {}  # None: bound, or may be
    found: list[Sighting] = []

    def observe(op: Op, s: State) -> None:
        if op.name in _LOADS:
            unbound = s.locals.get(op.arg) is UNBOUND
            key = (place(op), str(op.value))
            copies.setdefault(key, []).append(_reach(flow, op, s) if unbound else None)
        elif type(op.value) is CodeType and not loads.is_annotation_scope(op.value, code):
            if _is_concerned(op.value) and not is_alias(flow.graph, op):
                found.extend(_judged(op.value, nested_name(qualname, code, op.value), scope))

    flow.walk(observe)
    for (where, name), reaches in copies.items():
        if None not in reaches:
            reach = "possible" if "possible" in reaches else "caught"
            found.append(Sighting(name, plain_name(qualname), code.co_filename, where, reach))
    return found


def _reach(flow: Flow, op: Op, s: State) -> str:
    return "caught" if flow.has_handler(op, s) and flow.pursue(op, s, UnboundLocalError) else "possible"
