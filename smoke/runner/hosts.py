"""A module's own process that lives on: it examines what it has loaded, and may become a stage."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field

from smoke.model import Module, Step
from smoke.runner.child import Child
from smoke.runner.records import Record
from smoke.runner.stages import LiveStage
from smoke.runner.states import ProcessState


@dataclass(frozen=True)
class Examination:
    """Modules to be examined in a fork of the process that has imported them."""

    modules: tuple[Module, ...]
    package: HostProcess

    @property
    def place(self) -> int:
        """Where it comes in the plan: with the stage."""
        return self.package.stage.place if self.package.stage is not None else -1


@dataclass(eq=False)
class HostProcess:
    """A step whose process examines what it has loaded and may become a stage."""

    step: Step
    origin_stage: LiveStage
    child: Child
    control: socket.socket
    stage: LiveStage | None = None  # once it is imported, unless it examines in place
    state: ProcessState | None = None
    origin: Record | None = None  # its `imported` record
    loaded: frozenset[str] = frozenset()
    steps: dict[str, Step] = field(default_factory=dict)  # by name: those examined with it
    finishing: bool = False  # examines in place and ends
