"""Who waits for whom, and what is known: exactly one result for each step of the plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from smoke.model import Outcome, Plan, Result, Step

_OPENS = frozenset((Outcome.IMPORTED, Outcome.NOT_CHECKABLE))


class Ledger:
    """Results as they come in; a package that does not import blocks everything below it."""

    def __init__(self, plan: Plan, observe: Callable[[Result], bool]) -> None:
        self._steps = plan.steps
        self._observe = observe
        self._below: dict[str | None, list[Step]] = defaultdict(list)
        for step in plan.steps:
            self._below[step.parent].append(step)
        self.results: dict[str, Result] = {}
        self.stopped = False
        self.on_settled: Callable[[str], None] = lambda name: None

    def start(self) -> list[Step]:
        """Settle what is not to be run at all; the steps that wait for no package."""
        for step in self._steps:
            if step.action == "skip":
                self.settle(Result(step.module, Outcome.SKIPPED, detail=step.module.skip))
        return self.below(None)

    def below(self, package: str | None) -> list[Step]:
        """The steps that start from the state after `package`, without those settled already."""
        return [step for step in self._below[package] if step.module.name not in self.results]

    def has_below(self, package: str) -> bool:
        """True if anything waits for this package."""
        return bool(self.below(package))

    def settle(self, result: Result) -> None:
        """Note a result (the first one for a module counts) and block what cannot run after it."""
        name = result.module.name
        if name in self.results:
            return
        self.results[name] = result
        if not self._observe(result):
            self.stopped = True
        self.on_settled(name)
        if result.outcome not in _OPENS:
            self._block(name)

    @property
    def complete(self) -> bool:
        """True when every step has its result."""
        return len(self.results) == len(self._steps)

    def finish(self, reason: str) -> list[Result]:
        """All results in the order of the plan; what never ran is skipped with `reason`."""
        return [
            self.results.get(step.module.name) or Result(step.module, Outcome.SKIPPED, detail=reason)
            for step in self._steps
        ]

    def _block(self, package: str) -> None:
        for step in self._below[package]:
            name = step.module.name
            if step.action != "skip":
                self.results.pop(name, None)  # run from a stage before its package turned out not to import
                self.settle(Result(step.module, Outcome.BLOCKED, detail=f"{package} did not import"))
