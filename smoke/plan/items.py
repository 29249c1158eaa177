"""What may be imported before a module without changing what becomes of it: its *items*.

They are imports that it would do anyway and whose order cannot matter (`docs/planning.md` has
the argument):

* what its certain imports load, outside modules and inside ones, as far as they stem from
  the imports that lead its code, and its parent packages;
* of an import cycle only the member by which the module itself would enter it, and nothing
  of a cycle to which the module belongs, but for its parents;
* of what follows the first star import from inside nothing: what that takes may depend on what
  came before;
* nothing that is certain to fail;
* of what is not planned but lies below a planned package (a folder without `__init__`) only what comes
  below packages that are items themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smoke.model import Step
from smoke.plan.graph import CERTAIN, Edge, ImportGraph


def items(graph: ImportGraph, step: Step) -> int:
    """The items of one step, as a set of the graph."""
    name = step.module.name
    above = graph.parents(name)
    closures = graph.closures()
    found = graph.sets.pack(above)
    for parent in above:
        found |= closures[parent]
    if name not in graph.edges:  # a `__main__`: only its package is imported
        return found
    for edge in _leading(graph.edges[name]):
        found |= closures[edge.target]
    found |= graph.sets.pack(target for target, mode in graph.outside[name] if mode in CERTAIN)
    entered = (entry for cycle, entry in graph.entries(name).items() if entry)
    allowed = graph.sets.pack(entry for entry in entered if graph.cycle_of[entry] != graph.cycle_of.get(name))
    allowed |= graph.sets.pack(above)
    found &= ~graph.in_cycles | allowed
    found &= ~graph.sets.bit(name) & ~graph.broken
    for each, needed in graph.needs.items():
        bit = graph.sets.bit(each)
        if found & bit and graph.sets.pack(needed) & ~found:
            found &= ~bit
    return found


def shared(graph: ImportGraph) -> set[str]:
    """What its own parent package certainly loads: there will be nothing to run."""
    closures = graph.closures()
    loaded = {name: graph.sets.bit(name) for name in graph.edges}
    return {
        name for name, bit in loaded.items() if any(closures[above] & bit for above in graph.parents(name))
    }


def takes(graph: ImportGraph, name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The names that a module certainly takes from other inside modules."""
    certain = (edge for edge in graph.edges[name] if edge.mode in CERTAIN)
    return tuple((edge.target, edge.names) for edge in certain if edge.names)


def _leading(edges: Sequence[Edge]) -> Iterator[Edge]:
    """Those before any other code, up to the first star import."""
    for edge in edges:
        if edge.mode != "lead":
            return
        yield edge
        if edge.star:
            return
