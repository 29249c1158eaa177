"""The stages of a plan as they live: unborn, starting, ready, failed, closed.

A stage is born when the first step needs it and ends with the last one that could. Steps
that cannot use their stage (it failed, or has loaded the step's own module) use the one
it came from; the bare interpreter at the root serves everything.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import Enum

from smoke.model import Plan, Stage, Step
from smoke.runner.states import ProcessState


class Status(Enum):
    """Where a stage is in its life."""

    UNBORN = "unborn"
    STARTING = "starting"
    READY = "ready"
    FAILED = "failed"  # or closed: nothing more starts from it


@dataclass(eq=False)
class LiveStage:
    """One stage; `users` are the unsettled steps and open stages that may still need it."""

    plan: Stage | None  # None: the bare interpreter, or the state of a package that only examines
    parent: LiveStage | None
    status: Status = Status.UNBORN
    state: ProcessState | None = None
    loaded: frozenset[str] = frozenset()  # inside modules that are imported here
    hosted: bool = False  # it will be the process of a step, not one of its own
    waiting: list[Step | LiveStage] = field(default_factory=list)
    users: int = 0
    place: int = -1  # in the plan: what comes earlier is done earlier, one branch after the other

    @property
    def usable(self) -> bool:
        """True while steps can be forked from it."""
        return self.status is Status.READY and self.state is not None and not self.state.lost

    @property
    def gone(self) -> bool:
        """True when nothing will ever start from it again."""
        return self.status is Status.FAILED or (self.state is not None and self.state.lost)

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
        for stage in plan.stages:
            parent = self.root if stage.parent is None else self._live[stage.parent]
            hosted = stage.host in running
            self._live.append(LiveStage(stage, parent, hosted=hosted, place=len(self._live)))
            parent.users += 1
        self._of_step: dict[str, LiveStage] = {}
        for step in plan.steps:
            live = self.root if step.stage is None else self._live[step.stage]
            self._of_step[step.module.name] = live
            live.users += step.module.name in running
        for live in reversed(self._live):
            if not live.users and live.parent is not None:  # none of its steps is to run
                live.parent.users -= 1
        self._counted = set(running)
        self._hosted_by = {stage.host: self._live[n] for n, stage in enumerate(plan.stages) if stage.host}

    def hosted_by(self, name: str) -> LiveStage | None:
        """The stage that the process of this step becomes."""
        return self._hosted_by.get(name)

    def fit(self, step: Step) -> LiveStage:
        """The stage that this step is to start from as things are; it may have to be born first."""
        stage = self._of_step[step.module.name]
        while stage.parent is not None and (stage.gone or step.module.name in stage.loaded):
            stage = stage.parent
        return stage

    def expect(self, step: Step) -> None:
        """One more step is to run."""
        live: LiveStage | None = self._of_step[step.module.name]
        self._counted.add(step.module.name)
        while live is not None:
            live.users += 1
            live = live.parent if live.users == 1 else None

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
        """Where the stage of a step comes in the plan."""
        stage = self._of_step.get(name)
        return -1 if stage is None else stage.place

    def requested(self, stage: LiveStage) -> list[str]:
        """The imports that were asked for on the way to this state."""
        found: list[str] = []
        live: LiveStage | None = stage
        while live is not None:
            found += live.plan.imports if live.plan is not None else ()
            live = live.parent
        return found

    def settled(self, name: str) -> None:
        """A step needs its stage no more; stages without users end."""
        stage = self._of_step.pop(name, None)
        if stage is not None and name in self._counted:
            self.leave(stage)

    def leave(self, stage: LiveStage) -> None:
        """One user less."""
        live: LiveStage | None = stage
        while live is not None:
            live.users -= 1
            if live.users > 0:
                return
            live.status = Status.FAILED
            if live.state is not None:
                live.state.close()
            live = live.parent
