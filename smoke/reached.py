"""How a line is reached: chains of calls inside the package, from the nearest entry to its function.

The probe has collected which function calls which (`probe/calls_made.py`); here they become a
graph, and a search from the finding back to the functions that nobody in the package calls:
the entries, called by a framework, a thread, a script or a test. A call that is known only
by the name of the method counts as possible and costs more, so the chains that are certain
come first. Where a log has named functions, chains from these come before all others.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from smoke.dataclass import dataclass, field, replace
from smoke.model import Caller, Finding, InterpreterRun, Link

CHAINS = 3  # shown for one finding
_CERTAIN, _POSSIBLE = 10, 25  # what a call costs: two and a half certain ones are as good as a possible one
_LIMIT = 2000  # functions that are looked at for one finding

Nearness = Callable[[str, str, str], int]  # how plainly a log names module, function, path; 0: not at all


@dataclass(frozen=True, eq=False)
class _Node:
    """One function of the package, known by its identity."""

    module: str
    caller: Caller

    @property
    def is_test(self) -> bool:
        """True for what only the package's own tests would enter by."""
        parts = self.module.split(".")
        return any(part in ("tests", "test", "conftest") or part.startswith("test_") for part in parts)


@dataclass(frozen=True)
class _Edge:
    """A call, seen from what is called."""

    caller: _Node
    line: int
    possible: bool


@dataclass
class Graph:
    """Who calls whom in one run."""

    callers: dict[_Node, list[_Edge]] = field(default_factory=lambda: defaultdict(list))
    _functions: dict[tuple[str, str], list[_Node]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, run: InterpreterRun) -> Graph:
        """The graph of what the probe has collected in this run."""
        graph = cls()
        nodes = list(_nodes(run))
        for node in nodes:
            graph._functions[node.module, node.caller.function].append(node)
        index = _Index(nodes)
        for node in nodes:
            for called, line, possible in index.called_by(node):
                if called is not node:
                    graph.callers[called].append(_Edge(node, line, possible))
        return graph

    def function(self, finding: Finding) -> _Node | None:
        """The function in which a finding is."""
        found = self._functions.get((finding.module, finding.function or ""), [])
        ordered = sorted(found, key=lambda node: node.caller.first_line)
        before = bisect_right([node.caller.first_line for node in ordered], finding.line or 0)
        return ordered[max(before - 1, 0)] if ordered else None


class _Index:
    """The functions by all that a call may say of them."""

    def __init__(self, nodes: Iterable[_Node]) -> None:
        self._exact: dict[tuple[str, int, str], _Node] = {}
        self._named: dict[tuple[str, str], list[_Node]] = defaultdict(list)
        for node in nodes:
            caller = node.caller
            self._exact[node.module, caller.first_line, caller.name] = node
            owner = caller.function.rpartition(".")[0]
            if not owner:
                self._named["name", caller.name].append(node)
            elif caller.name == "__init__":
                self._named["name", owner].append(node)
            if owner and not owner.endswith("<locals>"):
                self._named["read" if caller.is_property else "method", caller.name].append(node)

    def called_by(self, node: _Node) -> Iterator[tuple[_Node, int, bool]]:
        """What a function calls, the line, and whether only the name says so."""
        for call in node.caller.calls:
            if call.module is not None:
                called = self._exact.get((call.module, call.first_line, call.name))
                if called is not None:
                    yield called, call.line, False
            else:
                for each in self._named.get((call.how, call.name), ()):
                    yield each, call.line, True


def with_chains(
    findings: Iterable[Finding], run: InterpreterRun, nearness: Nearness | None = None
) -> list[Finding]:
    """The findings of this run's interpreter with the chains that lead to them; others as they are."""
    graph = Graph.of(run)
    return [
        replace(finding, reached=chains(graph, finding, nearness))
        if finding.interpreter == run.interpreter.id
        else finding
        for finding in findings
    ]


def chains(graph: Graph, finding: Finding, nearness: Nearness | None = None) -> tuple[tuple[Link, ...], ...]:
    """Up to CHAINS chains to the finding's line, the best first; () where its function is not known."""
    start = graph.function(finding)
    if start is None:
        return ()
    search = _Search(graph, start)
    search.run()
    best = search.best(nearness)[:CHAINS]
    return tuple(search.chain(node, finding.line or 0) for node in best or [start])


class _Search:
    """The cheapest way from every function to one of them."""

    def __init__(self, graph: Graph, start: _Node) -> None:
        self._graph, self._start = graph, start
        self._onward: dict[_Node, _Edge] = {}  # the call by which a function leads on
        self._next: dict[_Node, _Node] = {}
        self._costs: dict[_Node, int] = {}

    def run(self) -> None:
        """Find the ways, the cheapest first."""
        waiting: list[tuple[int, int, _Node, _Edge | None, _Node | None]] = [(0, 0, self._start, None, None)]
        number = 0
        while waiting and len(self._costs) < _LIMIT:
            cost, _, node, edge, following = heapq.heappop(waiting)
            if node in self._costs:
                continue
            self._costs[node] = cost
            if edge is not None and following is not None:
                self._onward[node], self._next[node] = edge, following
            for each in self._graph.callers.get(node, ()):
                number += 1  # equal costs: in the order of the source
                step = _POSSIBLE if each.possible else _CERTAIN
                heapq.heappush(waiting, (cost + step, number, each.caller, each, node))

    def best(self, nearness: Nearness | None) -> list[_Node]:
        """The functions to begin with: those that a log names, then the entries, the nearest first."""
        said = {node: _nearness(node, nearness) for node in self._costs if node is not self._start}
        named = sorted((n for n in said if said[n]), key=lambda n: (-said[n], self._costs[n]))
        entries = [node for node in self._costs if not self._graph.callers.get(node)]
        entries.sort(key=lambda node: (node.is_test, self._costs[node]))
        if not entries and not named:  # all of them only call each other
            entries = sorted(said, key=lambda node: -self._costs[node])[:1]
        return list(dict.fromkeys([*named[:1], *entries, *named[1:]]))

    def chain(self, node: _Node, line: int) -> tuple[Link, ...]:
        """The chain from this function to the line of the finding."""
        links: list[Link] = []
        possible = False
        while True:
            edge = self._onward.get(node)
            place = line if edge is None else edge.line
            caller = node.caller
            links.append(Link(node.module, caller.function, caller.path, place, possible))
            if edge is None:
                return tuple(links)
            node, possible = self._next[node], edge.possible


def _nodes(run: InterpreterRun) -> Iterable[_Node]:
    for result in run.results:
        if result.names is not None:
            yield from (_Node(result.module.name, caller) for caller in result.names.calls)


def _nearness(node: _Node, nearness: Nearness | None) -> int:
    return nearness(node.module, node.caller.function, node.caller.path) if nearness is not None else 0
