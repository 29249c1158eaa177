"""The strategy that starts a new interpreter for every module."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable

from smoke.model import Isolation, Plan, Result, Step
from smoke.runner import jobs, launch, results
from smoke.runner.child import Child
from smoke.runner.ledger import Ledger
from smoke.runner.options import RunOptions
from smoke.runner.setup import refuse_failed_setup
from smoke.runner.supervisor import Supervisor, Watch

_ATTEMPTS = 5

Ended = Callable[[Step, Child, Result], None]


class FreshRuns:
    """Steps that wait for an interpreter of their own, and those that have one."""

    def __init__(self, plan: Plan, options: RunOptions, supervisor: Supervisor, ended: Ended) -> None:
        self._plan, self._options = plan, options
        self._supervisor, self._ended = supervisor, ended
        self._waiting: deque[Step] = deque()
        self._stillborn: Counter[str] = Counter()
        self.active = 0

    def add(self, steps: list[Step]) -> None:
        """Have these steps run, in this order."""
        self._waiting.extend(steps)

    def start_next(self) -> bool:
        """Start one waiting step; False when none waits."""
        if not self._waiting:
            return False
        self._start(self._waiting.popleft())
        return True

    def _start(self, step: Step) -> None:
        started = launch.start(self._plan, self._options, jobs.for_step(self._plan, step))
        self.active += 1
        self._supervisor.watch(
            Watch(
                started.child,
                started.learn_status,
                on_records=refuse_failed_setup,
                on_end=lambda: self._end(step, started),
                reap=started.reap,
            )
        )

    def _end(self, step: Step, started: launch.Started) -> None:
        self.active -= 1
        started.reap()
        child = started.child
        if (child.stillborn or child.struck) and self._stillborn[step.module.name] < _ATTEMPTS:
            self._stillborn[step.module.name] += 1
            self._waiting.appendleft(step)  # a neighbour has hurt whoever was about to start it
            return
        self._ended(step, child, results.of_child(step, child, Isolation.FRESH))


class FreshExecutor:
    """Runs a whole plan this way."""

    def __init__(self, plan: Plan, options: RunOptions, ledger: Ledger, supervisor: Supervisor) -> None:
        self._jobs, self._ledger, self._supervisor = options.jobs, ledger, supervisor
        self._runs = FreshRuns(plan, options, supervisor, self._ended)

    def run(self) -> None:
        """Until every step is settled or the ledger says stop."""
        self._runs.add(self._ledger.start())
        while not self._ledger.stopped:
            while self._runs.active < self._jobs and self._runs.start_next():
                pass
            if not self._runs.active:
                break
            self._supervisor.turn()

    def _ended(self, step: Step, _child: Child, result: Result) -> None:
        self._ledger.settle(result)
        self._runs.add(self._ledger.below(step.module.name))
