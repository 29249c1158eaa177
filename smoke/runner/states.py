"""A process state: a child that has imported its package and forks on command.

Commands go over its control socket one at a time; the answer to a fork is the new pid.
The state belongs to the checked package as much as any child does, so it may die at any
moment: `lost` says so, and whoever waits for its answers is told.
"""

from __future__ import annotations

import contextlib
import json
import socket
from collections import deque
from collections.abc import Callable

from smoke.dataclass import dataclass, field
from smoke.runner.child import Child, Pipes
from smoke.runner.jobs import Job
from smoke.runner.supervisor import Supervisor, Watch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_ANSWER_LIMIT = 4096  # bytes
_PATIENCE = 10.0  # seconds until a state that does not answer is given up


@dataclass
class _Request:
    command: dict[str, Any]
    descriptors: list[int]
    on_answer: Callable[[dict[str, Any] | None], None]  # None: the state was lost


@dataclass(eq=False)
class ProcessState:
    """One state with its waiting requests."""

    control: socket.socket
    supervisor: Supervisor
    watch: Watch | None = None  # of the child that became this state
    parent: ProcessState | None = None  # the state that this one was forked from
    lost: bool = False
    retired: bool = False
    _requests: deque[_Request] = field(default_factory=deque)
    _waiting: _Request | None = None
    _received: bytes = b""

    def __post_init__(self) -> None:
        self.supervisor.listen(self.control, self._receive)

    def fork(self, job: Job, pipes: Pipes, timeout: float, control: socket.socket | None = None) -> Child:
        """Ask for a child; its pid is filled in when the answer comes, its records speak for themselves."""
        child = Child(pipes, timeout, unanswered=self._give_up)
        child.deadline = child.started + _PATIENCE
        child.origin = self.watch.child if self.watch is not None else None
        descriptors = [*pipes.writing, *([control.fileno()] if control is not None else [])]

        def answered(answer: dict[str, Any] | None) -> None:
            pipes.close_writing()
            if control is not None:
                control.close()
            if answer is None:
                child.closed, child.status = True, -1
            else:
                child.born(answer["pid"])

        self._request(_Request({"do": "fork", "job": {**job, **child.wanted()}}, descriptors, answered))
        return child

    def learn_status(self, child: Child) -> int | None:
        """Ask once more how `child` ended; -1 when nobody can know."""
        if self.lost:
            return -1 if child.status is None and child.gone() else child.status
        if child.status is None and child.pid is not None and not self._asked(child.pid):

            def answered(answer: dict[str, Any] | None) -> None:
                child.status = -1 if answer is None else answer["status"]

            self._request(_Request({"do": "status", "pid": child.pid}, [], answered))
        return child.status

    def order(self, command: dict[str, Any]) -> None:
        """A command whose answer says no more than that the next one may come."""
        self._request(_Request(command, [], lambda answer: None))

    def command(self, command: dict[str, Any]) -> None:
        """A last command, which nothing answers."""
        with contextlib.suppress(OSError):
            self._send(command, [])

    def close(self) -> None:
        """Nobody needs it any more: it ends when its socket does."""
        self._lose()
        if self.watch is not None:
            self.supervisor.release(self.watch)
            self.watch = None

    def retire(self) -> None:
        """Nobody will ask for more: it is closed when it has answered what it was asked.

        What it has forked may have done all its work before the answer with its number is here.
        """
        self.retired = True
        if self._waiting is None and not self._requests:
            self.close()

    def _asked(self, pid: int) -> bool:
        pending = [*self._requests, *([self._waiting] if self._waiting else [])]
        return any(request.command.get("pid") == pid for request in pending)

    def _request(self, request: _Request) -> None:
        self._requests.append(request)
        self._next()

    def _next(self) -> None:
        while self._waiting is None and self._requests:
            request = self._requests.popleft()
            if self.lost:
                request.on_answer(None)
                continue
            self._waiting = request
            try:
                self._send(request.command, request.descriptors)
            except OSError:
                self._lose()

    def _send(self, command: dict[str, Any], descriptors: list[int]) -> None:
        line = (json.dumps(command) + "\n").encode("ascii")
        sent = socket.send_fds(self.control, [line], descriptors) if descriptors else 0
        if sent < len(line):
            self.control.sendall(line[sent:])

    def _receive(self) -> None:
        """Take an answer; whatever else the package wrote there is passed over, its end is the state's."""
        try:
            data = self.control.recv(_ANSWER_LIMIT)
        except OSError:
            data = b""
        *lines, self._received = (self._received + data).split(b"\n")
        if not data or len(self._received) > _ANSWER_LIMIT:
            self._lose()
            return
        token = self.watch.child.token.encode() if self.watch is not None else b"\n"
        for line in lines:
            _noise, marked, text = line.partition(token)
            if marked:
                self._answer(text)

    def _answer(self, text: bytes) -> None:
        answer = json.loads(text)
        request, self._waiting = self._waiting, None
        if request is not None:
            request.on_answer(answer)
        self._next()
        if self.retired and not self.lost:
            self.retire()

    def _give_up(self) -> None:
        """It has not answered for long: something in it or somebody else keeps it from running."""
        child = self.watch.child if self.watch is not None else None
        self._lose()
        if child is not None:
            child.kill()

    def _lose(self) -> None:
        if self.lost:
            return
        self.lost = True
        self.supervisor.forget(self.control)
        self.control.close()
        request, self._waiting = self._waiting, None
        if request is not None:
            request.on_answer(None)
        self._next()
