"""Who waits for whom, and what is known: exactly one result for each step that the plan asks for.

Where a plan asks for some of its modules only, these and the packages above them run; any other
one runs when somebody has to know how it fares (`demand`). Nobody is told of its result.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection

from smoke.model import Outcome, Plan, Result, Step

_OPENS = frozenset((Outcome.IMPORTED, Outcome.NOT_CHECKABLE))


class Ledger:
    """Results as they come in; a package that does not import blocks everything below it."""

    def __init__(self, plan: Plan, observe: Callable[[Result], bool]) -> None:
        self._plan, self._steps = plan, plan.steps
        self._observe = observe
        self._below: dict[str | None, list[Step]] = defaultdict(list)
        for step in plan.steps:
            self._below[step.parent].append(step)
        self._named = {step.module.name: step for step in plan.steps}
        self.running: set[str] = set()  # names of the steps that are to run
        for step in plan.steps:
            if plan.asks_for(step.module.name):
                self._enlist(step)
        self.results: dict[str, Result] = {}
        self._told: set[str] = set()  # those whose results will not change
        self.stopped = False
        self.on_settled: Callable[[str], None] = lambda name: None

    def start(self) -> list[Step]:
        """Settle what is not to be run at all; the steps that wait for no package."""
        for step in self._steps:
            if step.action == "skip" and step.module.name in self.running:
                self.settle(Result(step.module, Outcome.SKIPPED, detail=step.module.skip))
        return self.below(None)

    def demand(self, names: Collection[str]) -> tuple[list[Step], list[Step]]:
        """Have these run as well: the steps that this adds, and those of them that can start now."""
        new: list[Step] = []
        for name in names:
            if name not in self.results:
                new += self._enlist(self._named[name])
        return new, [step for step in new if step.parent is None or self._is_fine(step.parent)]

    def note_loaded(self, package: str, loaded: Collection[str]) -> None:
        """What a package has loaded below itself need not be run to know how it fares."""
        if self._plan.chosen is not None:
            below = [name for name in loaded if name in self._named and name.startswith(f"{package}.")]
            self.running.update(name for name in below if self._named[name].action == "import")

    def below(self, package: str | None) -> list[Step]:
        """The steps that start from the state after `package`, without those settled already."""
        steps = (step for step in self._below[package] if step.module.name in self.running)
        return [step for step in steps if step.module.name not in self.results]

    def has_below(self, package: str) -> bool:
        """True if anything waits for this package."""
        return bool(self.below(package))

    def settle(self, result: Result) -> None:
        """Note a result (the first one for a module counts) and block what cannot run after it."""
        name = result.module.name
        if name in self.results:
            return
        self.results[name] = result
        self.on_settled(name)
        if result.outcome not in _OPENS:
            self._block(name)
        self._tell(self._named[name])

    @property
    def complete(self) -> bool:
        """True when every step that is to run has its result."""
        return self.running.issubset(self.results)

    def finish(self, reason: str) -> list[Result]:
        """All results asked for in the order of the plan; what never ran is skipped with `reason`."""
        return [
            self.results.get(step.module.name) or Result(step.module, Outcome.SKIPPED, detail=reason)
            for step in self._steps
            if self._plan.asks_for(step.module.name)
        ]

    def _tell(self, step: Step) -> None:
        """Have a result seen, and those below it: once, when no package above can block it any more."""
        waiting = [step]
        while waiting:
            each = waiting.pop()
            name = each.module.name
            known = name in self.results and name not in self._told
            if known and (each.parent is None or each.parent in self._told):
                self._told.add(name)
                waiting += self._below[name]
                if self._plan.asks_for(name) and not self._observe(self.results[name]):
                    self.stopped = True

    def _enlist(self, step: Step) -> list[Step]:
        """Note that a step runs, and the packages above it; those that did not before."""
        new: list[Step] = []
        above: Step | None = step
        while above is not None and above.module.name not in self.running:
            self.running.add(above.module.name)
            new.append(above)
            above = self._named[above.parent] if above.parent is not None else None
        return new

    def _is_fine(self, name: str) -> bool:
        return name in self.results and self.results[name].outcome in _OPENS

    def _block(self, package: str) -> None:
        for step in self._below[package]:
            name = step.module.name
            if step.action != "skip":
                self.results.pop(name, None)  # run from a stage before its package turned out not to import
                self.settle(Result(step.module, Outcome.BLOCKED, detail=f"{package} did not import"))
