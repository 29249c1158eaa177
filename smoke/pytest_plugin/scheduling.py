"""How pytest-xdist hands out the modules: each worker a part, and all other tests as the user asked.

The scheduler that `--dist` chooses goes on scheduling the tests; it sees the nodes through `_Lent`, which
hides our items from it. When it would end a node, the node gets a part of the modules instead, a few
items at a time, so that a run that ends early does not have to wait for a long queue. A worker on
another host works out by itself which part an item belongs to (`inquiry.in_parts`).

Nothing is lost with a worker: what it had not finished goes to another one. A module that was being asked
for when a worker went down gets a second chance, since modules run in processes of their own and are
hardly ever the reason; then it counts as crashed.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import execnet
import pytest
from xdist.report import report_collection_diff

from smoke.dataclass import dataclass
from smoke.pytest_plugin.inquiry import in_parts
from smoke.pytest_plugin.items import NAME

if TYPE_CHECKING:
    from xdist.scheduler.protocol import Scheduling
    from xdist.workermanage import WorkerController

_PREFIX = f"{NAME}::"
_LOW, _FULL = 3, 8  # items that a node has waiting: below the first it gets more, up to the second
_CHANCES = 2  # workers that may go down with one module


def workers_of(config: pytest.Config) -> int:
    """How many workers there are when nothing goes wrong."""
    return len(_specs(config))


def parts_of(config: pytest.Config) -> int:
    """Into how many parts the modules are divided: one for each worker, one if each runs everything."""
    return 1 if config.getvalue("dist") == "each" else workers_of(config)


def all_local(config: pytest.Config) -> bool:
    """True if all workers are processes of this very interpreter on this host."""
    specs = [execnet.XSpec(text) for text in _specs(config)]
    return all(spec.popen and not (spec.python or spec.chdir or spec.via or spec.env) for spec in specs)


def _specs(config: pytest.Config) -> list[str]:
    """One text for each worker; xdist's own function for it has changed its name (3.6)."""
    found: list[str] = []
    for text in config.getvalue("tx"):
        number, star, spec = text.partition("*")
        found += [spec] * int(number) if star and number.isdigit() else [text]
    return found


class _Lent:
    """A node as the scheduler of the tests sees it: without our items, and not ended by it."""

    def __init__(self, node: WorkerController, sharing: Sharing) -> None:
        self._node, self._sharing = node, sharing
        self.released = False  # it has no more tests for the time being

    def __getattr__(self, name: str) -> Any:
        return getattr(self._node, name)

    def send_runtest_some(self, indices: Sequence[int]) -> None:
        """Have these tests run."""
        self._node.send_runtest_some(self._real(indices))

    def send_steal(self, indices: Sequence[int]) -> None:
        """Take these tests back."""
        self._node.send_steal(self._real(indices))

    def shutdown(self) -> None:
        """No more tests for this node: now it is ours."""
        self.released = True
        self._sharing.feed(self._node)

    def _real(self, indices: Sequence[int]) -> list[int]:
        theirs = self._sharing.theirs(self._node)
        return [theirs[index] for index in indices]


@dataclass(frozen=True)
class _Collection:
    """What a node has collected."""

    names: list[str]
    number: Mapping[str, int]  # of each item, as the node knows it
    tests: list[int]  # the numbers of what is no module, by the number that the other scheduler knows
    place: Mapping[int, int]  # the opposite

    @classmethod
    def of(cls, names: Sequence[str]) -> _Collection:
        """In what way the items of a node are numbered."""
        tests = [number for number, name in enumerate(names) if not name.startswith(_PREFIX)]
        by_name = {name: number for number, name in enumerate(names)}
        return cls(list(names), by_name, tests, {number: place for place, number in enumerate(tests)})


class Sharing:
    """A scheduler of pytest-xdist (its `Scheduling` protocol) around another one."""

    def __init__(self, inner: Scheduling, parts: int) -> None:
        self._inner, self._number = inner, parts
        self._lent: dict[WorkerController, _Lent] = {}
        self._collections: dict[WorkerController, _Collection] = {}
        self._waiting: deque[deque[str]] = deque()  # parts, or what is left of them, that no node has
        self._queues: dict[WorkerController, deque[str]] = {}  # what a node is still to get of its part
        self._sent: dict[WorkerController, list[str]] = {}
        self._went_down: Counter[str] = Counter()
        self._scheduled = False

    @property
    def nodes(self) -> list[WorkerController]:
        """All nodes that are up."""
        return list(self._lent)

    @property
    def collection_is_completed(self) -> bool:
        """True when all nodes of the beginning have collected."""
        completed: bool = self._inner.collection_is_completed
        return completed

    @property
    def tests_finished(self) -> bool:
        """True when nothing is left to hand out, and no node needs a successor to run its last item."""
        mine = self._waiting or any(self._queues.values())
        few = all(len(sent) < 2 for sent in self._sent.values())
        return bool(self._inner.tests_finished and not mine and few)

    @property
    def has_pending(self) -> bool:
        """True while something is to be run."""
        mine = [*self._waiting, *self._queues.values(), *self._sent.values()]
        return bool(self._inner.has_pending or any(mine))

    def add_node(self, node: WorkerController) -> None:
        """A node has come up."""
        self._lent[node] = _Lent(node, self)
        self._sent[node], self._queues[node] = [], deque()
        self._inner.add_node(self._lent[node])

    def add_node_collection(self, node: WorkerController, collection: Sequence[str]) -> None:
        """A node has collected."""
        tests = [each for each in collection if not each.startswith(_PREFIX)]
        if self._scheduled and list(collection) != self._official:
            return  # a node that came later and found something else gets nothing
        self._collections[node] = _Collection.of(collection)
        if tests or not self._scheduled:
            self._inner.add_node_collection(self._lent[node], tests)

    def schedule(self) -> None:
        """Hand out work: the first time when all have collected, then whenever a node has come later."""
        if not self._scheduled:
            self._official = next(iter(self._collections.values())).names
            self._scheduled = True
            if self._agree():
                self._waiting.extend(self._parts())
        self._inner.schedule()
        if len(self._modules()) == len(self._official):  # no tests: the other one has no use for any node
            for lent in self._lent.values():
                lent.released = True
        self._release()

    def mark_test_complete(self, node: WorkerController, item_index: int, duration: float = 0) -> None:
        """A node has run an item."""
        name = self._collections[node].names[item_index]
        if name.startswith(_PREFIX):
            self._sent[node].remove(name)
            self.feed(node)
        else:
            index = self._collections[node].place[item_index]
            self._inner.mark_test_complete(self._lent[node], index, duration)
            self._release()

    def mark_test_pending(self, item: str) -> None:
        """An item is to be run again."""
        if item.startswith(_PREFIX):
            self._waiting.appendleft(deque([item]))
        else:
            self._inner.mark_test_pending(item)

    def remove_pending_tests_from_node(self, node: WorkerController, indices: Sequence[int]) -> None:
        """A node has given tests back, asked by `send_steal`."""
        mine = [self._collections[node].place[index] for index in indices]
        self._inner.remove_pending_tests_from_node(self._lent[node], mine)

    def remove_node(self, node: WorkerController) -> str | None:
        """A node has ended, or gone down; the item that is to count as crashed, if there is one."""
        lent, sent, queue = self._lent.pop(node), self._sent.pop(node), self._queues.pop(node)
        crashed = self._inner.remove_node(lent) if lent in self._inner.nodes else None
        if crashed is None and sent:
            self._went_down[sent[0]] += 1
            if self._went_down[sent[0]] >= _CHANCES:
                crashed = sent.pop(0)
        if sent or queue:
            self._waiting.appendleft(deque([*sent, *queue]))
        for other in self.nodes:
            self.feed(other)
        return crashed

    def theirs(self, node: WorkerController) -> list[int]:
        """Of each test, by the number that the other scheduler knows, the number that the node knows."""
        return self._collections[node].tests

    def feed(self, node: WorkerController) -> None:
        """Give a node that has no tests some modules, or end it when none are left."""
        if node not in self._collections or not self._lent[node].released or node.shutting_down:
            return
        sent, queue = self._sent[node], self._queues[node]
        if not queue and self._waiting and len(sent) < 2:  # a node runs its last item when it knows the next
            queue = self._queues[node] = self._waiting.popleft()
        if len(sent) < _LOW and queue:
            new = [queue.popleft() for _ in range(min(_FULL - len(sent), len(queue)))]
            sent += new
            node.send_runtest_some([self._collections[node].number[name] for name in new])
        if not queue and not self._waiting:
            node.shutdown()

    def _release(self) -> None:
        """Take over the nodes for which the other scheduler has nothing more."""
        done = self._inner.tests_finished
        for lent in self._lent.values():
            lent.released = lent.released or done
        for node in [*self.nodes, *self.nodes]:  # a part for each, then another one where one item is all
            self.feed(node)

    def _modules(self) -> list[str]:
        return [name for name in self._official if name.startswith(_PREFIX)]

    def _parts(self) -> list[deque[str]]:
        names = [each.removeprefix(_PREFIX) for each in self._modules()]
        parts = in_parts(names, self._number)
        return [deque(_PREFIX + name for name in part) for part in parts if part]

    def _agree(self) -> bool:
        """True if all nodes have found the same modules; else that is reported as xdist reports it."""
        (first, expected), *others = self._collections.items()
        for node, found in others:
            message = report_collection_diff(
                [each for each in expected.names if each.startswith(_PREFIX)],
                [each for each in found.names if each.startswith(_PREFIX)],
                first.gateway.id,
                node.gateway.id,
            )
            if message is not None:
                report = pytest.CollectReport(node.gateway.id, "failed", message, [])
                first.config.hook.pytest_collectreport(report=report)
                return False
        return True
