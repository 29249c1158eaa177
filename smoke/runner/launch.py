"""Starting an interpreter on the probe: the only place where smoke creates a process itself."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from smoke.errors import InterpreterError
from smoke.model import Plan
from smoke.runner import boot, jobs
from smoke.runner.child import Child, Pipes
from smoke.runner.options import RunOptions


@dataclass
class Started:
    """A child of ours, by Popen, and the socket to command it if it has one."""

    child: Child
    process: subprocess.Popen[bytes]
    control: socket.socket | None = None

    def learn_status(self) -> int | None:
        """The raw wait status once the process has ended."""
        code = self.process.poll()
        if code is None:
            return None
        return -code if code < 0 else code << 8

    def reap(self) -> None:
        """Collect the process, which has been killed or is about to end."""
        self.process.wait()


def start(plan: Plan, options: RunOptions, job: jobs.Job, *, control: bool = False) -> Started:
    """Start the plan's interpreter on one job.

    Raises: InterpreterError when it does not start.
    """
    pipes = Pipes.make()
    ours, theirs = socket.socketpair() if control else (None, None)
    passed = [*pipes.writing[1:], *([theirs.fileno()] if theirs is not None else [])]
    arguments = [jobs.payload(plan, options, job), *map(str, passed)]
    try:
        process = _popen(plan, options, arguments, pipes.writing[0], passed)
    except OSError as error:
        pipes.close_reading()
        raise InterpreterError(f"{plan.interpreter.executable} does not start: {error}") from error
    finally:
        pipes.close_writing()
        if theirs is not None:
            theirs.close()
    return Started(Child(pipes, options.timeout, pid=process.pid), process, ours)


def _popen(
    plan: Plan, options: RunOptions, arguments: list[str], output: int, passed: Sequence[int]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        boot.command(plan.interpreter.executable, "main", *arguments),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        pass_fds=passed,
        start_new_session=True,
        env={**os.environ, **dict(options.env)},
    )
