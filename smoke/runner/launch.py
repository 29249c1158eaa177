"""Starting an interpreter on the probe, by way of the nursery."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass

from smoke.errors import InterpreterError
from smoke.model import Plan
from smoke.runner import boot, jobs
from smoke.runner.child import Child, Pipes
from smoke.runner.options import RunOptions


@dataclass
class Started:
    """A child with a guardian, and the socket to command it if it has one."""

    child: Child
    control: socket.socket | None = None

    def learn_status(self) -> int | None:
        """The raw wait status once the process has ended; -1 when its guardian is lost."""
        if self.child.status is None:
            self.child.read_guard()
        if self.child.status is None and self.child.unguarded and self.child.gone():
            self.child.status = -1
        return self.child.status

    def reap(self) -> None:
        """Have the guardian end what is left of it."""
        self.child.close_guard()


def start(plan: Plan, options: RunOptions, job: jobs.Job, *, control: bool = False) -> Started:
    """Start the plan's interpreter on one job.

    Raises: InterpreterError when it is no longer there, ProbeError when nothing can be started.
    """
    executable = plan.interpreter.executable
    if not os.access(executable, os.X_OK):
        raise InterpreterError(f"{executable} does not start: it is gone, or no program")
    pipes = Pipes.make()
    ours, theirs = socket.socketpair() if control else (None, None)
    child = Child(pipes, options.timeout, let_go=options.nursery.let_go)
    try:
        child.guard = options.nursery.start(
            boot.command(executable, "main"),
            jobs.payload(plan, options, {**job, **child.wanted()}),
            pipes.writing[0],
            [*pipes.writing[1:], *([theirs.fileno()] if theirs is not None else [])],
            options.env,
        )
    except BaseException:
        child.dismiss()
        raise
    finally:
        pipes.close_writing()
        if theirs is not None:
            theirs.close()
    return Started(child, ours)
