"""What importing a module certainly brings along, and where it enters import cycles.

Built from the scans of the planned modules alone. *Inside* are the planned modules, *outside*
is everything else, opaque to us. Two graphs over the inside modules:

    certain    imports that execute whenever the module runs through ("lead" and "sure")
    possible   the "maybe" ones as well

A module *breaks* where it is certain to import an outside module that is not there, or an inside one
that breaks: what would follow is uncertain.

Both contain `a.b -> a`, because a parent package always comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from smoke.dataclass import dataclass, field, replace
from smoke.model import Import, Scan
from smoke.model.sets import Sets

CERTAIN = ("lead", "sure")
_SMALL = 30  # members of a cycle up to which each of them is followed on its own


@dataclass(frozen=True)
class Edge:
    """One import of an inside module, in the order of execution."""

    target: str
    names: tuple[str, ...]  # taken from it, without those that are submodules
    mode: str
    star: bool = False


@dataclass
class ImportGraph:
    """The inside modules with their imports; answers are computed once each. Sets of modules are packed."""

    scans: Mapping[str, Scan]
    inside: Collection[str]
    edges: dict[str, list[Edge]] = field(default_factory=dict)
    outside: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # module -> [(target, mode)]
    cycle_of: dict[str, int] = field(default_factory=dict)  # module -> number of its cycle, if in one
    broken: int = 0  # the modules that are certain to fail
    in_cycles: int = 0  # the modules that are in any cycle
    needs: dict[str, list[str]] = field(default_factory=dict)  # outside modules below inside packages: these
    sets: Sets = field(default_factory=Sets)  # of modules, inside or outside
    _known: frozenset[str] = frozenset()
    _above: dict[str, list[str]] = field(default_factory=dict)
    _next: dict[tuple[str, bool], list[str]] = field(default_factory=dict)
    _closures: dict[str, int] = field(default_factory=dict)
    _touches: dict[tuple[str, bool], dict[int, str]] = field(default_factory=dict)
    _members: dict[int, list[str]] = field(default_factory=dict)
    _exits: dict[tuple[int, bool], dict[int, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._known = frozenset(self.inside)
        self._above = {name: self._parents(name) for name in self.inside}
        executed = {name: list(self._resolve(name)) for name in self.inside}
        self.broken = self.sets.pack(sorted(_broken(executed, self.parents)))
        for name, imports in executed.items():
            self.edges[name] = [each for each in imports if isinstance(each, Edge) and each.target != name]
            self.outside[name] = [each for each in imports if not isinstance(each, Edge)]
        components = list(_components(self.inside, lambda name: self._successors(name, certain=False)))
        for number, component in enumerate(components):
            if len(component) > 1:
                self.cycle_of.update(dict.fromkeys(component, number))
                self._members[number] = component
        self.in_cycles = self.sets.pack(self.cycle_of)
        for component in components:  # dependencies first, so that no answer has to dig deep
            if len(component) == 1:
                for certain in (True, False):
                    self.touches(component[0], certain=certain)

    def parents(self, name: str) -> list[str]:
        """The inside packages above a module, outermost first."""
        known = self._above.get(name)
        return self._parents(name) if known is None else known

    def closures(self) -> dict[str, int]:
        """For each inside module what importing it certainly loads, inside and outside, itself included."""
        if not self._closures:
            for component in _components(self.inside, lambda name: self._successors(name, certain=True)):
                union = self.sets.pack(component)
                for name in component:
                    union |= self.sets.pack(target for target, mode in self.outside[name] if mode in CERTAIN)
                    for each in self._successors(name, certain=True):
                        union |= self._closures.get(each, 0)
                self._closures.update(dict.fromkeys(component, union))
        return self._closures

    def reach(self, name: str) -> int:
        """What importing a module, inside or outside, certainly loads, itself included."""
        known = self.closures().get(name)
        if known is None:
            known = self.sets.bit(name)
            for above in self.needs.get(name, ()):
                known |= self._closures[above]
        return known

    def touches(self, name: str, *, certain: bool) -> dict[int, str]:
        """By number of the cycle, the member that importing `name` from a bare state reaches first.

        "" stands for a cycle of which that is not known.
        """
        key = (name, certain)
        if key not in self._touches:
            home = self.cycle_of.get(name)
            if home is None or len(self._members[home]) <= _SMALL:
                self._touches[key] = self._explore(name, certain)
            else:
                self._touches[key] = {**self._leaving(home, certain), home: name}
        return self._touches[key]

    def entries(self, name: str) -> dict[int, str]:
        """The same, where it does not depend on uncertain imports; "" elsewhere."""
        sure, possible = (self.touches(name, certain=certain) for certain in (True, False))
        return {cycle: entry if sure.get(cycle) == entry else "" for cycle, entry in possible.items()}

    def _leaving(self, cycle: int, certain: bool) -> dict[int, str]:
        """How a large cycle touches others, whichever its members come first."""
        key = (cycle, certain)
        if key not in self._exits:
            found: dict[int, str] = {}
            for member in self._members[cycle]:
                for each in self._successors(member, certain=certain):
                    if self.cycle_of.get(each) != cycle:
                        for other, entry in self.touches(each, certain=certain).items():
                            found[other] = entry if found.get(other, entry) == entry else ""
            self._exits[key] = found
        return self._exits[key]

    def _explore(self, start: str, certain: bool) -> dict[int, str]:
        """Depth first in the order of execution, within the cycle of `start`; what lies beyond is asked."""
        found: dict[int, str] = {}
        home = self.cycle_of.get(start)
        visited: set[str] = set()
        stack = [iter([start])]
        while stack:
            name = next(stack[-1], None)
            if name is None:
                stack.pop()
            elif name != start and (home is None or self.cycle_of.get(name) != home):
                for number, entry in self.touches(name, certain=certain).items():
                    found.setdefault(number, entry)
            elif name not in visited:
                visited.add(name)
                if home is not None:
                    found.setdefault(home, name)
                stack.append(iter(self._successors(name, certain=certain)))
        return found

    def _successors(self, name: str, *, certain: bool) -> list[str]:
        key = (name, certain)
        if key not in self._next:
            following = [e.target for e in self.edges[name] if not certain or e.mode in CERTAIN]
            self._next[key] = list(dict.fromkeys([*self.parents(name), *following]))
        return self._next[key]

    def _parents(self, name: str) -> list[str]:
        parts = name.split(".")
        above = (".".join(parts[:count]) for count in range(1, len(parts)))
        return [each for each in above if each in self._known]

    def _resolve(self, name: str) -> Iterator[Edge | tuple[str, str]]:
        scan = self.scans.get(name)
        for each in scan.imports if scan is not None else ():
            if each.target in self._known:
                yield from self._inside(each)
            elif each.target != "__future__":
                yield from self._beside(each)

    def _beside(self, each: Import) -> Iterator[Edge | tuple[str, str]]:
        """What is not planned may still lie below planned packages, or hold planned modules."""
        above = self.parents(each.target)
        for parent in above:
            yield Edge(parent, (), each.mode)
        if above:
            self.needs[each.target] = above
        yield each.target, each.mode
        for name in each.names or ():
            if f"{each.target}.{name}" in self._known:  # unless it is a name that the package binds
                yield Edge(f"{each.target}.{name}", (), "maybe")

    def _inside(self, each: Import) -> Iterator[Edge]:
        names = each.names or ()
        scan = self.scans.get(each.target)
        bound = scan.binds if scan is not None else frozenset()
        submodules = [n for n in names if f"{each.target}.{n}" in self._known and n not in bound]
        taken = tuple(n for n in names if n != "*" and f"{each.target}.{n}" not in self._known)
        yield Edge(each.target, taken, each.mode, star="*" in names)
        for submodule in submodules:
            yield Edge(f"{each.target}.{submodule}", (), each.mode)


def _broken(
    executed: dict[str, list[Edge | tuple[str, str]]], parents: Callable[[str], list[str]]
) -> set[str]:
    """The modules that cannot be imported to their end; what their code would do later is made uncertain."""
    needed_by: dict[str, list[str]] = {}
    for name, imports in executed.items():
        for above in parents(name):
            needed_by.setdefault(above, []).append(name)
        for each in imports:
            if isinstance(each, Edge) and each.mode in CERTAIN and each.target != name:
                needed_by.setdefault(each.target, []).append(name)
    broken: set[str] = set()
    todo = [name for name, imports in executed.items() if any(map(_is_absent, imports))]
    while todo:
        name = todo.pop()
        if name not in broken:
            broken.add(name)
            todo += needed_by.get(name, ())
    for name in broken:
        executed[name] = list(_until_broken(executed[name], broken))
    return broken


def _is_absent(each: Edge | tuple[str, str]) -> bool:
    return not isinstance(each, Edge) and each[1] == "absent"


def _until_broken(
    imports: list[Edge | tuple[str, str]], broken: set[str]
) -> Iterator[Edge | tuple[str, str]]:
    over = False
    for each in imports:
        if not isinstance(each, Edge):
            target, mode = each
            over = over or mode == "absent"
            yield target, "maybe" if over else mode
        else:
            yield replace(each, mode="maybe") if over else each
            over = over or (each.mode in CERTAIN and each.target in broken)


def _components(nodes: Collection[str], successors: Callable[[str], list[str]]) -> Iterator[list[str]]:
    """Strongly connected components, those that others depend on first (Tarjan, without recursion)."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    waiting: list[str] = []
    on_stack: set[str] = set()
    for start in nodes:
        if start in number:
            continue
        work = [(start, iter(successors(start)))]
        number[start] = low[start] = len(number)
        waiting.append(start)
        on_stack.add(start)
        while work:
            name, following = work[-1]
            target = next(following, None)
            if target is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == number[name]:
                    cut = waiting.index(name)
                    component = waiting[cut:]
                    del waiting[cut:]
                    on_stack.difference_update(component)
                    yield component
            elif target not in number:
                number[target] = low[target] = len(number)
                waiting.append(target)
                on_stack.add(target)
                work.append((target, iter(successors(target))))
            elif target in on_stack:
                low[name] = min(low[name], number[target])
