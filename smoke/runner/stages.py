"""The stages of a plan as they live: unborn, starting, ready, failed, closed.

A stage is born when the first step needs it, and ends when the last one is imported that should
start from it and the last stage is there that comes from it: each is a process that takes memory
while it waits. A step that has to be run once more needs another one meanwhile, the state in which a fresh
interpreter would begin it. Steps that cannot use their stage (it failed, or has loaded the step's own
module) use the nearest one above it that is left; the bare interpreter at the root serves everything.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum

from smoke.dataclass import dataclass, field
from smoke.model import Plan, Stage, Step
from smoke.runner.branches import places
from smoke.runner.states import ProcessState

_FEW = 3  # steps that may do an import once more for themselves


class Status(Enum):
    """Where a stage is in its life."""

    UNBORN = "unborn"
    STARTING = "starting"
    READY = "ready"
    FAILED = "failed"  # or closed: nothing more starts from it


@dataclass(eq=False)
class LiveStage:
    """One stage; `users` are the steps and stages that may still need it."""

    plan: Stage | None  # None: the bare interpreter, or the state of a package that only examines
    parent: LiveStage | None
    status: Status = Status.UNBORN
    state: ProcessState | None = None
    loaded: frozenset[str] = frozenset()  # inside modules that are imported here
    failing: frozenset[str] = frozenset()  # modules that fail in its forks as they have failed here
    earlier: frozenset[str] | None = None  # inside modules that were loaded when the first of these failed
    hosted: bool = False  # it will be the process of a step, not one of its own
    waiting: list[Step | LiveStage] = field(default_factory=list)
    users: int = 0
    needs: LiveStage | None = None  # the parent, as long as this one is to be forked from it
    place: int = -1  # what comes earlier is done earlier, one branch after the other

    @property
    def usable(self) -> bool:
        """True while steps can be forked from it."""
        return self.status is Status.READY and self.state is not None and not self.state.lost

    @property
    def gone(self) -> bool:
        """True when nothing will ever start from it again."""
        return self.status is Status.FAILED or (self.state is not None and self.state.lost)

    def fails_in_order(self, module: str, loaded: Collection[str]) -> bool:
        """Whether a kept failure came to `module` with nothing loaded that had not been when it was executed.

        `loaded` are the inside modules that are there now; one of those that came since may have made a
        difference to the code that failed.
        """
        return self.earlier is not None and self.earlier.issuperset(each for each in loaded if each != module)

    def exact_for(self, module: str) -> bool:
        """True if a fresh interpreter would be in this very state when it begins `module`."""
        stage: LiveStage | None = self
        while stage is not None and stage.parent is not None:
            host = stage.plan.host if stage.plan is not None else None
            if host is None or not stage.hosted or not module.startswith(host + "."):
                return False
            stage = stage.parent
        return True


class Stages:
    """All stages of one plan, with the root that is there from the beginning."""

    def __init__(self, plan: Plan, root: ProcessState, running: Collection[str]) -> None:
        """`running` are the names of the steps that are to run; other ones may come later."""
        self.root = LiveStage(None, None, Status.READY, root, users=1)
        self._live: list[LiveStage] = []
        for stage, place in zip(plan.stages, places([each.parent for each in plan.stages]), strict=True):
            parent = self.root if stage.parent is None else self._live[stage.parent]
            self._live.append(LiveStage(stage, parent, hosted=stage.host in running, place=place))
        self._of_step: dict[str, LiveStage] = {}
        self._kept: dict[str, LiveStage] = {}  # by step: the stage of which it is a user
        self._held: tuple[str, LiveStage] | None = None  # a step's, until after the run
        for step in plan.steps:
            self._of_step[step.module.name] = self.root if step.stage is None else self._live[step.stage]
            if step.module.name in running:
                self.expect(step)
        self._hosted_by = {stage.host: self._live[n] for n, stage in enumerate(plan.stages) if stage.host}

    def hosted_by(self, name: str) -> LiveStage | None:
        """The stage that the process of this step becomes."""
        return self._hosted_by.get(name)

    def fit(self, step: Step) -> LiveStage:
        """The stage that this step is to start from as things are; it may have to be born first."""
        name = step.module.name
        stage = self._of_step[name]
        while stage.parent is not None and (stage.gone or name in stage.loaded or name in stage.failing):
            stage = stage.parent
        return stage

    def expect(self, step: Step) -> None:
        """One more step is to run."""
        stage = self._of_step[step.module.name]
        self._keep(step.module.name, stage)
        while stage.status is Status.UNBORN and stage.needs is None and stage.parent is not None:
            stage.needs = stage.parent
            stage.needs.users += 1
            stage = stage.needs

    def exact(self, step: Step) -> LiveStage:
        """The furthest state in which a fresh interpreter would begin this step; the root at worst."""
        above = step.module.name.rpartition(".")[0]
        while above:
            stage = self._hosted_by.get(above)
            if stage is not None and stage.usable and stage.exact_for(step.module.name):
                return stage
            above = above.rpartition(".")[0]
        return self.root

    def place_of(self, name: str) -> int:
        """Where a step comes: with the stage that its process becomes, else with the one it starts from."""
        hosted = self._hosted_by.get(name)
        stage = hosted if hosted is not None and hosted.hosted else self._of_step.get(name)
        return -1 if stage is None else stage.place

    def ready(self, stage: LiveStage) -> None:
        """It is there, and needs the one that it was forked from no more."""
        above, stage.needs = stage.needs, None
        if above is not None:
            self.leave(above)

    def hold(self, name: str) -> None:
        """The process of a step is wanted after the run as well, if it becomes a stage."""
        stage = self._hosted_by.get(name)
        if stage is not None:
            stage.users += 1
            self._held = name, stage

    def held(self) -> dict[str, ProcessState]:
        """That process by its module, if it has become one and has imported nothing but that."""
        if self._held is None:
            return {}
        name, stage = self._held
        exact = stage.usable and stage.exact_for(f"{name}.any")
        return {name: stage.state} if exact and stage.state is not None else {}

    def forgo(self, name: str) -> None:
        """A step has failed that was to become a stage: few others are not worth a state that waits."""
        stage = self._hosted_by.get(name)
        if stage is None or stage.state is not None or stage.needs is None:
            return
        users = [step for step, kept in self._kept.items() if kept is stage]
        others = [step for step in users if not step.startswith(f"{name}.")]  # these are blocked, as a rule
        if len(others) <= _FEW and not any(each.needs is stage for each in self._live):
            self.ready(stage)

    def ran(self, step: Step) -> None:
        """A step needs its stage no more, but perhaps the one from which it would be repeated."""
        if step.module.name in self._kept:
            self._keep(step.module.name, self.exact(step))

    def settled(self, name: str) -> None:
        """A step needs no stage any more."""
        self._of_step.pop(name, None)
        self._keep(name, None)

    def leave(self, stage: LiveStage) -> None:
        """One user less; stages without users end."""
        live: LiveStage | None = stage
        while live is not None:
            live.users -= 1
            if live.users > 0:
                return
            live.status = Status.FAILED
            if live.state is not None:
                live.state.retire()
            above, live.needs = live.needs, None
            live = above

    def _keep(self, name: str, stage: LiveStage | None) -> None:
        """Make a step the user of this stage, and of no other."""
        before = self._kept.pop(name, None)
        if stage is not None:
            stage.users += 1
            self._kept[name] = stage
        if before is not None:
            self.leave(before)
