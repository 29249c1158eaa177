"""Starting an interpreter on the probe, by way of the nursery.

    with begun("/usr/bin/python3"):     one starts, while nobody knows yet what for
        start(plan, options, job)       one with a control socket is that one, if it fits
"""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterable, Iterator
from contextvars import ContextVar

from smoke.dataclass import dataclass
from smoke.errors import InterpreterError, ProbeError
from smoke.model import Plan
from smoke.runner import boot, jobs
from smoke.runner import nursery as nurseries
from smoke.runner.child import START_LIMIT, Child, Pipes
from smoke.runner.nursery import Nursery
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


@contextlib.contextmanager
def begun(executable: str | None, env: Iterable[tuple[str, str]] = ()) -> Iterator[None]:
    """Inside the block the nursery of the first run has been started, and in it this interpreter, if any.

    What waits already is not started twice.
    """
    with nurseries.begun(env) as nursery:
        waiting = _AHEAD.get()
        own: list[_Unasked] = []
        known = any(each.fits(executable, nursery) for each in waiting)
        if executable is not None and not known and os.access(executable, os.X_OK):
            with contextlib.suppress(ProbeError):  # the first that is to be started will say so
                own.append(_Unasked(executable, nursery, env))
        token = _AHEAD.set((*waiting, *own))
        try:
            yield
        finally:
            _AHEAD.reset(token)
            for each in own:
                each.dismiss()


class _Unasked:
    """An interpreter that starts, loads the probe and waits for what it is to do."""

    def __init__(self, executable: str, nursery: Nursery, env: Iterable[tuple[str, str]]) -> None:
        self.executable, self.nursery, self.taken = executable, nursery, False
        self.pipes = Pipes.make()
        self.control, theirs = socket.socketpair()
        try:
            self._guard = _started(executable, nursery, env, None, self.pipes, theirs)
        except BaseException:
            self.pipes.close_reading()
            self.control.close()
            raise

    def fits(self, executable: str | None, nursery: Nursery) -> bool:
        """True if it is this one in this nursery, and still waits."""
        return not self.taken and self.executable == executable and self.nursery is nursery

    def ask(self, payload: str) -> socket.socket:
        """Tell it what to do; the socket of its guardian, which also tells if it is not there any more."""
        with contextlib.suppress(OSError):
            self._guard.settimeout(START_LIMIT)
            self._guard.sendall((payload + "\n").encode("ascii"))
        self._guard.setblocking(False)
        return self._guard

    def dismiss(self) -> None:
        """If nobody needs it, its guardian ends it when the socket is closed."""
        if self.taken:
            return
        self.pipes.close_reading()
        self.control.close()
        self._guard.close()


_AHEAD: ContextVar[tuple[_Unasked, ...]] = ContextVar("ahead", default=())


def start(plan: Plan, options: RunOptions, job: jobs.Job, *, control: bool = False) -> Started:
    """Start the plan's interpreter on one job.

    Raises: InterpreterError when it is no longer there, ProbeError when nothing can be started.
    """
    executable = plan.interpreter.executable
    if not os.access(executable, os.X_OK):
        raise InterpreterError(f"{executable} does not start: it is gone, or no program")
    ahead = _taken(executable, options.nursery) if control else None
    if ahead is not None:
        child = Child(ahead.pipes, options.timeout, let_go=options.nursery.let_go)
        child.guard = ahead.ask(jobs.payload(plan, options, {**job, **child.wanted()}))
        return Started(child, ahead.control)
    ours, theirs = socket.socketpair() if control else (None, None)
    child = Child(Pipes.make(), options.timeout, let_go=options.nursery.let_go)
    payload = jobs.payload(plan, options, {**job, **child.wanted()})
    try:
        child.guard = _started(executable, options.nursery, options.env, payload, child.pipes, theirs)
    except BaseException:
        child.dismiss()
        raise
    return Started(child, ours)


def _taken(executable: str, nursery: Nursery) -> _Unasked | None:
    """The interpreter that was started ahead, once, if it is this one in this nursery."""
    for each in _AHEAD.get():
        if each.fits(executable, nursery):
            each.taken = True
            return each
    return None


def _started(
    executable: str,
    nursery: Nursery,
    env: Iterable[tuple[str, str]],
    payload: str | None,
    pipes: Pipes,
    control: socket.socket | None,
) -> socket.socket:
    """The socket of the guardian of a new interpreter that has the other ends of these."""
    kept = [*pipes.writing[1:], *([control.fileno()] if control is not None else [])]
    try:
        return nursery.start(boot.command(executable, "main"), payload, pipes.writing[0], kept, env)
    finally:
        pipes.close_writing()
        if control is not None:
            control.close()
