"""The package on top is imported while the plan is made: nothing is certain to come before it.

Every module below a package waits for it, and its import takes a processor that has nothing else to do
until there is a plan. It starts from the bare interpreter, as a fresh one would, so its result
counts wherever the plan would have put it. Nobody looks at what it says before the plan is there; if
that takes longer than an import may, nobody knows whether it was in time: it is imported once more.
"""

from __future__ import annotations

import socket
import time
from collections import Counter
from collections.abc import Callable

from smoke.dataclass import dataclass, field
from smoke.model import Plan, Step
from smoke.runner import jobs
from smoke.runner.child import Child, Pipes
from smoke.runner.options import RunOptions
from smoke.runner.records import Record
from smoke.runner.states import ProcessState
from smoke.runner.supervisor import Supervisor, Watch


def topmost(plan: Plan) -> Step | None:
    """The package that most modules wait for, of those that nothing is above; None if there is none."""
    waiting = Counter(step.module.name.partition(".")[0] for step in plan.asked)
    tops = [step for step in plan.steps if step.parent is None and waiting[step.module.name] > 1]
    best = max(tops, key=lambda step: waiting[step.module.name], default=None)
    return best if best is not None and best.module.is_package and best.action == "import" else None


@dataclass(eq=False)
class Ahead:
    """The process of such a package, from its start until the run takes it over."""

    name: str
    child: Child
    control: socket.socket
    watch: Watch
    _said: list[list[Record]] = field(default_factory=list)
    _ended: bool = False

    @classmethod
    def begin(
        cls, plan: Plan, step: Step, state: ProcessState, options: RunOptions, supervisor: Supervisor
    ) -> Ahead:
        """Fork it from the bare interpreter. What others want from it is told later, when that is known."""
        ours, theirs = supervisor.connection()
        child = state.fork(jobs.for_step(plan, step, serve=True), Pipes.make(), options.timeout, theirs)
        watch = Watch(child, lambda: state.learn_status(child), lambda records: None, lambda: None)
        ahead = cls(step.module.name, child, ours, watch)
        watch.on_records, watch.on_end = ahead._said.append, ahead._note_end
        supervisor.watch(watch)
        while child.pid is None and not child.closed:  # its time begins with the answer
            supervisor.turn()
        return ahead

    @property
    def is_in_time(self) -> bool:
        """False if it may have taken longer than it may."""
        return time.monotonic() < self.child.started + self.child.timeout

    def give_up(self, supervisor: Supervisor) -> None:
        """Nobody will take it over."""
        supervisor.release(self.watch)
        self.control.close()

    def take_over(self, says: Callable[[list[Record]], None], ended: Callable[[], None]) -> None:
        """Tell what it has said by now, and whether it has ended; from now on it is told at once."""
        self.watch.on_records, self.watch.on_end = says, ended
        if any(record["is"] == "imported" for records in self._said for record in records):
            self.child.begins_anew()  # what follows has its own time
        for records in self._said:
            says(records)
        if self._ended:
            ended()

    def _note_end(self) -> None:
        self._ended = True
