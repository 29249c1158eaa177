"""The tree of process states: which imports are done once for which modules.

Each module to be run has its items (`items`): imports that may be done before. The tree is built
from the root down. At each state the import is chosen that saves most, that is the expected
time of all that it loads beyond the state, for each of the modules that share it but one.
It becomes a state of its own, a *stage*, for those modules, and the same is done there. What
saves less than a stage costs is left to the modules themselves; the deeper a stage is the more
it costs, since all those above it live as long. If a module that starts from the state is
chosen, its own process becomes the stage: the module *hosts* it and is imported once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from smoke.dataclass import dataclass, field, replace
from smoke.model import Scan, Stage, Step
from smoke.model.sets import numbers
from smoke.plan.graph import ImportGraph
from smoke.plan.items import items, shared, takes

STAGE_COST = 0.012  # seconds: a fork of a middling process, and the memory of one more state
_TWICE = 4  # imports one below the other: so deep, a state costs twice as much
DEEPEST = 100  # imports one below the other, most of them in states of their own

_STDLIB, _OUTSIDE = 0.003, 0.02  # seconds for an outside module of which nothing is known
_INSIDE, _PER_BYTE = 0.0004, 1e-7  # seconds for a module of the target: so much, and so much a byte of code


@dataclass(frozen=True)
class Costs:
    """Seconds that an import takes by itself: measured in an earlier run, or guessed from its code."""

    scans: Mapping[str, Scan]
    times: Mapping[str, float]
    stdlib: Collection[str] = ()  # its top-level names

    def of(self, name: str) -> float:
        """The expected seconds of one module."""
        known = self.times.get(name)
        if known is not None:
            return known
        scan = self.scans.get(name)
        if scan is None:
            return _STDLIB if name.partition(".")[0] in self.stdlib else _OUTSIDE
        return _INSIDE + scan.size * _PER_BYTE


@dataclass(frozen=True)
class Staged:
    """The stages and the steps with theirs filled in."""

    stages: tuple[Stage, ...]
    steps: tuple[Step, ...]
    wanted: Mapping[str, tuple[str, ...]]  # by module: the names that others take from it
    cycles: Mapping[str, int]  # by module: the number of the import cycle that it is in


def arrange(
    steps: Sequence[Step], scans: Mapping[str, Scan], costs: Costs, loaded: Collection[str]
) -> Staged:
    """Put every step on a stage; `loaded` is what the bare interpreter has anyway."""
    graph = ImportGraph(scans, [step.module.name for step in steps if step.action == "import"])
    placed = _place(graph, steps, costs, loaded)
    taken = {name: takes(graph, name) for name in graph.edges}
    broken = frozenset(graph.sets.unpack(graph.broken))
    complete = tuple(
        replace(
            step,
            stage=placed.stage_of.get(step.module.name),
            takes=taken.get(step.module.name, ()),
            fails=step.module.name in broken,
            defines=step.module.name in scans and scans[step.module.name].defines,
            inert=step.module.name in scans and scans[step.module.name].inert,
            enters=tuple(graph.entries(step.module.name).items()) if step.module.name in graph.edges else (),
        )
        for step in steps
    )
    return Staged(tuple(placed.stages), complete, _wanted(taken.values()), graph.cycle_of)


def _wanted(taken: Iterable[tuple[tuple[str, tuple[str, ...]], ...]]) -> dict[str, tuple[str, ...]]:
    wanted: dict[str, set[str]] = {}
    for each in taken:
        for module, names in each:
            wanted.setdefault(module, set()).update(names)
    return {module: tuple(sorted(names)) for module, names in wanted.items()}


def _place(graph: ImportGraph, steps: Sequence[Step], costs: Costs, loaded: Collection[str]) -> _Builder:
    own = shared(graph)
    run = [step for step in steps if step.action != "skip" and step.module.name not in own]
    wanted = [items(graph, step) for step in run]
    builder = _Builder(
        names=graph.sets.names,
        modules=[step.module.name for step in run],
        wanted=wanted,
        reach=[graph.reach(name) for name in graph.sets.names],
        costs=[costs.of(name) for name in graph.sets.names],
        users=_users(wanted, len(graph.sets.names)),
    )
    builder.build(graph.sets.pack(loaded))
    return builder


def _users(wanted: Sequence[int], count: int) -> list[int]:
    """For each item the set of the steps that have it."""
    users = [0] * count
    for number, each in enumerate(wanted):
        for item in numbers(each):
            users[item] |= 1 << number
    return users


@dataclass
class _Node:
    """A state, with the modules that are to start from it or below it."""

    loaded: int  # what it has
    steps: int  # the modules, by their number
    stage: int | None = None
    pending: tuple[str, ...] = ()  # imports that belong to the state and are in no stage yet
    cost: float = 0.0  # expected seconds of these
    left: Mapping[int, float] | None = None  # by item, what its import would still take; None: unknown
    depth: int = 0


@dataclass
class _Builder:
    """Builds the tree; steps are numbered as in `modules`, items as in `names`."""

    names: Sequence[str]
    modules: Sequence[str]
    wanted: Sequence[int]  # by step
    reach: Sequence[int]  # by item: what its import loads
    costs: Sequence[float]  # by item
    users: Sequence[int]  # by item
    stages: list[Stage] = field(default_factory=list)
    stage_of: dict[str, int | None] = field(default_factory=dict)

    def build(self, loaded: int) -> None:
        """Give every step its stage; without recursion, since the tree may be deep."""
        numbered = {name: number for number, name in enumerate(self.modules)}
        self._step_of = [numbered.get(name, -1) for name in self.names]
        work = [_Node(loaded, (1 << len(self.modules)) - 1)]
        while work:
            work += reversed(self._split(work.pop()))

    def _split(self, node: _Node) -> list[_Node]:
        """The states below a state; what saves nothing more is placed at the state itself."""
        left = self._left(node)
        remaining, hosting, groups = node.steps, 0, []
        while remaining and node.depth < DEEPEST:
            item = self._best(left, remaining, hosting, STAGE_COST * (1 + node.depth / _TWICE))
            if item is None:
                break
            group = self.users[item] & remaining & ~hosting
            host = self._host(item, remaining)
            hosting |= host
            remaining &= ~group
            groups.append((item, group, bool(host)))
        self._settle(node, remaining, groups)
        return [self._child(node, item, group, hosted, left) for item, group, hosted in groups]

    def _settle(self, node: _Node, remaining: int, groups: Sequence[tuple[int, int, bool]]) -> None:
        """Make a stage of what is pending, unless all that follows is one more import."""
        if node.pending and (remaining or len(groups) != 1):
            self.stages.append(Stage(node.pending, node.stage, None, node.steps.bit_count(), node.cost))
            node.stage, node.pending, node.cost = len(self.stages) - 1, (), 0.0
        for number in numbers(remaining):
            self.stage_of[self.modules[number]] = node.stage

    def _child(self, node: _Node, item: int, group: int, hosted: bool, left: Mapping[int, float]) -> _Node:
        name, new, depth = self.names[item], self.reach[item] & ~node.loaded, node.depth + 1
        child = _Node(node.loaded | new, group, node.stage, (*node.pending, name), node.cost + left[item])
        if hosted:
            self.stages.append(Stage((name,), node.stage, name, group.bit_count(), left[item]))
            child.stage, child.pending, child.cost = len(self.stages) - 1, (), 0.0
        child.depth = depth
        child.left = {
            each: cost - self._cost(self.reach[each] & new)
            for each, cost in left.items()
            if not child.loaded >> each & 1 and cost * (self.users[each] & group).bit_count() > STAGE_COST
        }
        return child

    def _cost(self, packed: int) -> float:
        return sum(self.costs[each] for each in numbers(packed))

    def _left(self, node: _Node) -> Mapping[int, float]:
        """For each item that several steps have, the expected seconds of what it loads beyond the state."""
        if node.left is not None:
            return node.left
        once = several = 0
        for number in numbers(node.steps):
            several |= once & self.wanted[number]
            once |= self.wanted[number]
        hosted = self._hosted(node.steps) & once
        open_items = numbers((several | hosted) & ~node.loaded)
        return {item: self._cost(self.reach[item] & ~node.loaded) for item in open_items}

    def _hosted(self, steps: int) -> int:
        """The items that are modules among these steps themselves."""
        return sum(1 << item for item, step in enumerate(self._step_of) if step >= 0 and steps >> step & 1)

    def _host(self, item: int, remaining: int) -> int:
        """The step that imports this very module, as a set; empty if it starts elsewhere."""
        step = self._step_of[item]
        return 1 << step & remaining if step >= 0 else 0

    def _best(
        self, left: Mapping[int, float], remaining: int, hosting: int, least: float
    ) -> int | None:
        """The item that saves most, or one that it brings along and that more steps have."""
        best, most = None, least
        for item, cost in left.items():
            group = self.users[item] & remaining & ~hosting
            saved = cost * (group.bit_count() - (not self._host(item, remaining)))
            if group and saved > most:
                best, most = item, saved
        while best is not None:
            wider = self._wider(best, left, remaining, hosting, least)
            if wider is None:
                break
            best = wider
        return best

    def _wider(
        self, item: int, left: Mapping[int, float], remaining: int, hosting: int, least: float
    ) -> int | None:
        """What `item` loads and all its users have, and others so much that it should come before.

        The module itself is one of those users: what would come before it comes within it.
        """
        group = self.users[item] & remaining & ~hosting | self._host(item, remaining)
        best, most = None, least
        for each in numbers(self.reach[item] & ~(1 << item)):
            if each in left:
                users = self.users[each] & remaining & ~hosting
                extra = (users.bit_count() - group.bit_count()) * left[each]
                if extra > most and users != group and users & group == group:
                    best, most = each, extra
        return best
