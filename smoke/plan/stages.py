"""The tree of process states: which imports are done once for which modules.

Each module to be run has a list of *items*, imports that it would do anyway and whose order
cannot matter (`docs/planning.md` has the argument):

* what its certain imports load, outside modules and inside ones, as far as they stem from
  the imports that lead its code, and its parent packages;
* of an import cycle only the member by which the module itself would enter it, and nothing
  of a cycle to which the module belongs, but for its parents;
* nothing after a star import from inside, whose outcome may depend on what came before.

Items are sorted by how many modules need them (so what an item needs itself comes before
it) and the lists are merged into a prefix tree (the FP-tree of Han, Pei and Yin, 2000). A
node becomes a stage where several modules share it and the imports saved outweigh a fork.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from smoke.model import Scan, Stage, Step
from smoke.plan.graph import Edge, ImportGraph

STAGE_COST = 0.004  # seconds: a fork of a middling process, and one more state to keep
SAVING_FLOOR = 0.0005  # an item cheaper than this is not worth a place in the tree

_OUTSIDE = 0.004  # seconds for an outside module of which nothing is known
_INSIDE, _PER_BYTE = 0.0004, 1e-7  # seconds for a module of the target: so much, and so much a byte of code


@dataclass(frozen=True)
class Costs:
    """Seconds that an import takes by itself: measured in an earlier run, or guessed from its code."""

    scans: Mapping[str, Scan]
    times: Mapping[str, float]

    def of(self, name: str) -> float:
        """The expected seconds of one module."""
        known = self.times.get(name)
        if known is not None:
            return known
        scan = self.scans.get(name)
        return _OUTSIDE if scan is None else _INSIDE + scan.size * _PER_BYTE


@dataclass
class _Node:
    item: str | None
    children: dict[str, _Node] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    below: int = 0


@dataclass(frozen=True)
class Staged:
    """The stages and the steps with theirs filled in."""

    stages: tuple[Stage, ...]
    steps: tuple[Step, ...]
    wanted: Mapping[str, tuple[str, ...]]  # by module: the names that others take from it


def arrange(
    steps: Sequence[Step], scans: Mapping[str, Scan], costs: Costs, loaded: Collection[str]
) -> Staged:
    """Put every step on a stage; `loaded` is what the bare interpreter has anyway."""
    graph = ImportGraph(scans, [step.module.name for step in steps if step.action == "import"])
    shared = _shared(graph)
    wanted = {
        step.module.name: items(graph, step)
        for step in steps
        if step.action != "skip" and step.module.name not in shared
    }
    support = Counter(item for step in wanted.values() for item in step)
    useful = {
        item for item, count in support.items()
        if count > 1 and item not in loaded and costs.of(item) >= SAVING_FLOOR
    }  # fmt: skip
    root = _Node(None)
    for step in steps:
        if step.module.name in wanted:
            path = sorted(useful & wanted[step.module.name], key=lambda item: (-support[item], item))
            _insert(root, path, step)
    builder = _Builder(costs, {step.module.name for step in steps if step.module.is_package})
    builder.place_all(root)
    takes = {name: _takes(graph, name) for name in graph.edges}
    placed = tuple(
        replace(step, stage=builder.stage_of.get(step.module.name), takes=takes.get(step.module.name, ()))
        for step in steps
    )
    return Staged(tuple(builder.stages), placed, _wanted(takes.values()))


def items(graph: ImportGraph, step: Step) -> set[str]:
    """What may be imported before this step without changing what becomes of it."""
    name = step.module.name
    above = graph.parents(name)
    if name not in graph.edges:  # a `__main__`: only its package is imported
        return set().union(*(_reach(graph, parent) for parent in above), above)
    found = set(above)
    for parent in above:
        found |= _reach(graph, parent)
    for edge in _leading(graph.edges[name]):
        found |= _reach(graph, edge.target)
    found.update(target for target, mode in graph.outside[name] if mode != "maybe")
    found.discard(name)
    return {item for item in found if item not in graph.edges or item in above or _enters(graph, name, item)}


def _shared(graph: ImportGraph) -> set[str]:
    """What its own parent package certainly loads: there will be nothing to run."""
    closures = graph.closures()
    return {name for name in graph.edges if any(name in closures[above] for above in graph.parents(name))}


def _reach(graph: ImportGraph, name: str) -> frozenset[str]:
    return graph.closures()[name]


def _leading(edges: Sequence[Edge]) -> Iterator[Edge]:
    for edge in edges:
        if edge.mode != "lead" or edge.star:
            return
        yield edge


def _enters(graph: ImportGraph, name: str, item: str) -> bool:
    """True if `item` is in no cycle, or is the member by which `name` would enter its cycle."""
    cycle = graph.cycle_of.get(item)
    if cycle is None:
        return True
    if graph.cycle_of.get(name) == cycle:
        return False
    entries = (graph.touches(name, certain=certain).get(cycle) for certain in (True, False))
    return all(entry == item for entry in entries)


def _takes(graph: ImportGraph, name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (edge.target, edge.names) for edge in graph.edges[name] if edge.names and edge.mode != "maybe"
    )


def _wanted(takes: Iterable[tuple[tuple[str, tuple[str, ...]], ...]]) -> dict[str, tuple[str, ...]]:
    wanted: dict[str, set[str]] = {}
    for taken in takes:
        for module, names in taken:
            wanted.setdefault(module, set()).update(names)
    return {module: tuple(sorted(names)) for module, names in wanted.items()}


def _insert(root: _Node, path: Sequence[str], step: Step) -> None:
    node = root
    node.below += 1
    for item in path:
        node = node.children.setdefault(item, _Node(item))
        node.below += 1
    node.steps.append(step)


class _Builder:
    """Turns the prefix tree into stages, merging what need not be apart."""

    def __init__(self, costs: Costs, packages: Set[str]) -> None:
        self._costs, self._packages = costs, packages
        self.stages: list[Stage] = []
        self.stage_of: dict[str, int | None] = {}

    def place_all(self, root: _Node) -> None:
        """Give every step its stage, without recursion: a path can be hundreds of items long."""
        work: list[tuple[_Node, int | None, tuple[str, ...]]] = [(root, None, ())]
        while work:
            work += self._place(*work.pop())

    def _place(
        self, node: _Node, stage: int | None, pending: tuple[str, ...]
    ) -> list[tuple[_Node, int | None, tuple[str, ...]]]:
        """Stages for the steps at this node; `pending` imports have not been done in `stage`."""
        cost = self._cost(pending)
        splits = node.steps or len(node.children) > 1
        if pending and splits and cost * (node.below - 1) > STAGE_COST:
            stage, pending = self._add(Stage(pending, stage, None, node.below, cost)), ()
        for step in node.steps:
            self.stage_of[step.module.name] = stage
        hosts = {step.module.name for step in node.steps} & self._packages
        below: list[tuple[_Node, int | None, tuple[str, ...]]] = []
        for item, child in sorted(node.children.items(), reverse=True):
            if item in hosts:
                host = self._add(Stage((item,), stage, item, child.below, self._cost((item,))))
                below.append((child, host, ()))
            else:
                below.append((child, stage, (*pending, item)))
        return below

    def _cost(self, imports: Sequence[str]) -> float:
        return sum(self._costs.of(item) for item in imports)

    def _add(self, stage: Stage) -> int:
        self.stages.append(stage)
        return len(self.stages) - 1
