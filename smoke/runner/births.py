"""How the stages come to be that are no module's own process: forked when the first step needs them.

A stage that fails leaves its steps to the nearest one above it. Which imports fail is learnt on the
way: what a stage could not do at all is tried by none any more, what a module has failed at in its own
process only where repeating that in each module would cost more than a state.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from smoke.model import Plan, Step
from smoke.runner import jobs
from smoke.runner.child import Child, Pipes
from smoke.runner.ledger import Ledger
from smoke.runner.options import RunOptions
from smoke.runner.records import Record
from smoke.runner.stages import LiveStage, Stages, Status
from smoke.runner.states import ProcessState
from smoke.runner.supervisor import Supervisor, Watch
from smoke.runner.times import Times

_STATE = 0.012  # seconds: what one more state must save (as in `plan.stages`)


class Births:
    """Starts stages for those who wait for them."""

    def __init__(
        self,
        plan: Plan,
        options: RunOptions,
        ledger: Ledger,
        supervisor: Supervisor,
        stages: Stages,
        times: Times,
        *,
        queue: Callable[[Collection[Step | LiveStage]], None],
        watch: Callable[[Child, LiveStage, Callable[[list[Record]], None], Callable[[], None]], Watch],
        rests: Callable[[], None],
    ) -> None:
        """`queue` gives work its turn, `watch` a child to the supervisor, `rests`: one is at work no more."""
        self._plan, self._options = plan, options
        self._ledger, self._supervisor = ledger, supervisor
        self._stages, self._times = stages, times
        self._queue, self._watch, self._rests = queue, watch, rests
        self._failing: set[str] = set()  # imports that no stage attempts any more
        self._failed: dict[str, float] = {}  # by module that failed in its own process: seconds

    def note_failed(self, name: str, seconds: float) -> None:
        """A module has failed in its own process, which will become no stage."""
        self._failed[name] = seconds
        self._stages.forgo(name)

    def wait(self, stage: LiveStage, who: Step | LiveStage) -> None:
        """Have `who` tried again when `stage` is ready or has failed; see to it that it is born."""
        stage.waiting.append(who)
        if stage.status is Status.UNBORN and not self._will_host(stage):
            stage.hosted = False
            stage.status = Status.STARTING
            self._queue([stage])

    def start(self, stage: LiveStage) -> None:
        """Fork the state that does the imports of a stage, from the nearest one that can be forked."""
        parent = stage.parent
        while parent is not None and parent.gone and parent.parent is not None:
            parent = parent.parent
        wanted = stage.plan.imports if stage.plan is not None else ()
        imports = [each for each in wanted if each not in self._failing and self._pays(stage, each)]
        if parent is None or parent.gone or not imports:
            self.born(stage, Status.FAILED)
        elif not parent.usable:
            self.wait(parent, stage)
        else:
            self._fork(stage, imports, parent)

    def born(self, stage: LiveStage, status: Status) -> None:
        """It is ready or has failed: whoever has waited for it has a turn."""
        if stage.users <= 0 and stage.state is not None:  # nobody needs it any more
            status = Status.FAILED
        if status is Status.FAILED and stage.state is not None:
            stage.state.close()
        stage.status = status
        if status is Status.READY:
            self._stages.ready(stage)
        waiting, stage.waiting = stage.waiting, []
        self._queue(waiting)

    def _will_host(self, stage: LiveStage) -> bool:
        host = stage.plan.host if stage.plan is not None and stage.hosted else None
        return host is not None and host not in self._ledger.results

    def _pays(self, stage: LiveStage, name: str) -> bool:
        """Whether to do an import in a stage even if it is known to fail."""
        seconds = self._failed.get(name)
        return seconds is None or stage.plan is None or seconds * (stage.plan.steps - 1) > _STATE

    def _fork(self, stage: LiveStage, imports: Sequence[str], parent: LiveStage) -> None:
        assert parent.state is not None  # a usable stage has its state
        ours, theirs = self._supervisor.connection()
        job = jobs.stage(self._plan, list(imports), keep=True)
        child = parent.state.fork(job, Pipes.make(), self._options.timeout, control=theirs)

        def says(records: list[Record]) -> None:
            for record in records:
                if record["is"] == "unstaged":
                    self._failing.add(record["module"])
                elif record["is"] == "staged" and stage.status is Status.STARTING:
                    self._rests()
                    child.deadline = None
                    self._times.of_stage(imports, record["seconds"], record["loaded"])
                    stage.loaded = parent.loaded.union(record["loaded"])
                    stage.failing = parent.failing.union(record["failing"])
                    stage.earlier = parent.earlier
                    if parent.earlier is None and record["failing"]:
                        stage.earlier = stage.loaded.difference(record.get("later", ()))
                    stage.state = ProcessState(ours, self._supervisor, watch=watch)
                    self.born(stage, Status.READY if record["threads"] == 1 else Status.FAILED)

        def ended() -> None:
            if stage.status is Status.STARTING:
                self._rests()
                ours.close()
                if self._failing.isdisjoint(imports):
                    self.born(stage, Status.FAILED)
                else:
                    self._queue([stage])  # once more, without what fails
            elif stage.state is not None:
                stage.state.close()

        watch: Watch = self._watch(child, parent, says, ended)
