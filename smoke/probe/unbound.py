"""Locals that no way has bound when a line is reached: the facts behind the rule `unbound-local`.

    examine(live, name, path) -> [{"name": …, "function": …, "path": …, "line": …, "column": …,
                                   "end_line": …, "end_column": …, "reach": "possible" | "caught"}]

Definite only: a place is told if it can be reached in this state and finds the local unbound on
every way that the code has (UNBOUND in `state`). For that no condition counts as decided:
what binds it behind `if PIL:` binds it, because later conditions may depend on the same.
Variables of closures are left alone: other code can bind them.
"""

from __future__ import annotations

from types import CodeType

from . import early, loads, modules, restraint
from .decode import Op, locals_loaded
from .flow import Flow
from .graph import Graph
from .live import Live, holds
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
        suspects = {id(each): each for each in live.codes(namespace) if is_suspect(each)}
        if suspects:
            restraint.need("an analysis")
            found += _of_namespace(live, namespace, suspects)
    return [each.record() for each in merged(found)]


def _of_namespace(
    live: Live, namespace: dict[str, object], suspects: dict[int, CodeType]
) -> list[Sighting]:
    roots = Roots(live, namespace)
    scope = Scope(World(live), namespace)
    by_root: dict[int, list[Sighting]] = {}
    for code, qualname in roots.named(suspects):
        kept = early.values(live.functions(namespace), code, scope)
        by_root[id(code)] = _judged(code, qualname, scope, suspects, kept)
    told = {key for key, sightings in by_root.items() if sightings}
    if told and not holds(namespace, told):
        live.discard_garbage()
        roots = Roots(live, namespace)
    return [each for key, sightings in by_root.items() if key in roots for each in sightings]


def _is_concerned(code: CodeType, suspects: dict[int, CodeType]) -> bool:
    return any(id(each) in suspects for each in loads.tree(code))


def _judged(
    code: CodeType,
    qualname: str,
    scope: Scope,
    suspects: dict[int, CodeType],
    arguments: dict[int, object] | None = None,
) -> list[Sighting]:
    """What is definite in a code object that runs, and in the code that it makes."""
    graph = Graph(code)
    blind = Flow(code, scope, graph, blind=True) if id(code) in suspects else None
    suspected = frozenset() if blind is None else _unbound_places(blind)
    if not suspected and not any(_is_concerned(each, suspects) for each in loads.nested(code)):
        return []
    flow = Flow(code, scope, graph).run(arguments)
    if not flow.complete:
        return []
    found: list[Sighting] = []

    def observe(op: Op, s: State) -> None:
        if op.name in _LOADS:
            if op.index in suspected:
                found.append(_sighting(flow, op, s, qualname))
        elif type(op.value) is CodeType and not loads.is_annotation_scope(op.value, code):
            if _is_concerned(op.value, suspects) and not is_alias(flow.graph, op):
                found.extend(_judged(op.value, nested_name(qualname, code, op.value), scope, suspects))

    flow.walk(observe)
    return found


def _unbound_places(flow: Flow) -> frozenset[int]:
    """The loads that find their local unbound whatever the conditions on the way are.

    A place in the source may have several copies (`finally` bodies): all that can be reached must agree. In
    one of them the load may have become a part of an instruction for two locals, which has the place of
    the other: that copy is known by its line.
    """
    unbound: dict[tuple[object, ...], set[int]] = {}
    bound: set[tuple[object, ...]] = set()
    bound_on: set[tuple[int | None, int]] = set()

    def observe(op: Op, s: State) -> None:
        if op.name in _LOADS:
            key = (place(op), op.value, op.name == "DELETE_FAST")
            if s.locals.get(op.arg) is UNBOUND:
                unbound.setdefault(key, set()).add(op.index)
            else:
                bound.add(key)
        else:
            loaded = [n for n in locals_loaded(op) if s.locals.get(n) is not UNBOUND]
            bound_on.update((op.line, number) for number in loaded)

    flow.run().walk(observe)
    if not flow.complete:
        return frozenset()
    return frozenset(
        index
        for key, indexes in unbound.items()
        if key not in bound
        for index in indexes
        if (flow.graph.ops[index].line, flow.graph.ops[index].arg) not in bound_on
    )


def _sighting(flow: Flow, op: Op, s: State, qualname: str) -> Sighting:
    caught = flow.has_handler(op, s) and flow.pursue(op, s, UnboundLocalError)
    reach = "caught" if caught else "possible"
    return Sighting(str(op.value), plain_name(qualname), flow.code.co_filename, place(op), reach)
