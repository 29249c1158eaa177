"""What importing a module certainly brings along, and where it enters import cycles.

Built from the scans of the planned modules alone. *Inside* are the planned modules, *outside*
is everything else, opaque to us. Two graphs over the inside modules:

    certain    imports that execute whenever the module runs through ("lead" and "sure")
    possible   the "maybe" ones as well

Both contain `a.b -> a`, because a parent package always comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from smoke.model import Import, Scan


@dataclass(frozen=True)
class Edge:
    """One import of an inside module, in the order of execution."""

    target: str
    names: tuple[str, ...]  # taken from it, without those that are submodules
    mode: str
    star: bool = False


@dataclass
class ImportGraph:
    """The inside modules with their imports; answers are computed once each."""

    scans: Mapping[str, Scan]
    inside: Collection[str]
    edges: dict[str, list[Edge]] = field(default_factory=dict)
    outside: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # module -> [(target, mode)]
    cycle_of: dict[str, int] = field(default_factory=dict)  # module -> number of its cycle, if in one
    _closures: dict[str, frozenset[str]] = field(default_factory=dict)
    _touches: dict[tuple[str, bool], dict[int, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.inside:
            self.edges[name], self.outside[name] = self._resolve(name)
        components = list(_components(self.inside, lambda name: self._successors(name, certain=False)))
        for number, component in enumerate(components):
            if len(component) > 1:
                self.cycle_of.update(dict.fromkeys(component, number))
        for component in components:  # dependencies first, so that no answer has to dig deep
            if len(component) == 1:
                for certain in (True, False):
                    self.touches(component[0], certain=certain)

    def parents(self, name: str) -> list[str]:
        """The inside packages above a module, outermost first."""
        parts = name.split(".")
        above = (".".join(parts[:count]) for count in range(1, len(parts)))
        return [each for each in above if each in self.edges]

    def closures(self) -> dict[str, frozenset[str]]:
        """For each inside module what importing it certainly loads, inside and outside, itself included."""
        if not self._closures:
            for component in _components(self.inside, lambda name: self._successors(name, certain=True)):
                union: set[str] = set(component)
                for name in component:
                    union.update(target for target, mode in self.outside[name] if mode != "maybe")
                    for each in self._successors(name, certain=True):
                        union |= self._closures.get(each, frozenset())
                shared = frozenset(union)
                self._closures.update(dict.fromkeys(component, shared))
        return self._closures

    def touches(self, name: str, *, certain: bool) -> dict[int, str]:
        """By number of the cycle, the member that importing `name` from a bare state reaches first."""
        key = (name, certain)
        if key not in self._touches:
            self._touches[key] = self._explore(name, certain)
        return self._touches[key]

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
        above = self.parents(name)
        return above + [e.target for e in self.edges[name] if not certain or e.mode != "maybe"]

    def _resolve(self, name: str) -> tuple[list[Edge], list[tuple[str, str]]]:
        edges: list[Edge] = []
        outside: list[tuple[str, str]] = []
        scan = self.scans.get(name)
        for each in scan.imports if scan is not None else ():
            if each.target in self.inside:
                edges += self._inside(each)
            elif each.target != "__future__":
                edges += [Edge(a, (), each.mode) for a in self.parents(each.target)]
                outside.append((each.target, each.mode))
        return [edge for edge in edges if edge.target != name], outside

    def _inside(self, each: Import) -> Iterator[Edge]:
        names = each.names or ()
        scan = self.scans.get(each.target)
        bound = scan.binds if scan is not None else frozenset()
        submodules = [n for n in names if f"{each.target}.{n}" in self.inside and n not in bound]
        taken = tuple(n for n in names if n != "*" and f"{each.target}.{n}" not in self.inside)
        yield Edge(each.target, taken, each.mode, star="*" in names)
        for submodule in submodules:
            yield Edge(f"{each.target}.{submodule}", (), each.mode)


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
