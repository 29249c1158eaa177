"""One child process as the parent sees it: its pipes, its deadline, what it has said so far.

A child is started in two ways, by a guardian (`launch`) or by a process state on request
(`fork`); both give the same object, which differs only in how its exit status is learned.

Channels of a child: *records* (JSON lines), *trace* (faulthandler's text), *output* (its stdout
and stderr) and, if it has one, its guardian's socket. Contract: the end of the records is
not the end of the child, which may have closed them and opens them again; when it has
ended, `read_records` is asked a last time.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import socket
import time
from collections.abc import Callable

from smoke.dataclass import dataclass, field
from smoke.errors import InterpreterError, ProbeError
from smoke.model import Touched
from smoke.runner.records import Record, RecordReader, Tail

DUMP_GRACE = 1.0  # seconds between asking for the stack and the kill
START_LIMIT = 60.0  # seconds until a child must be there: our own work, on a busy machine
STATUS_LIMIT = 5.0  # seconds for whoever knows how it ended to say so
EXAMINE_LIMIT = 300.0  # seconds for our own work after the import: far beyond what any module needs
CHUNK = 1 << 16
WIDE = 1 << 20  # what a pipe may hold for an ordinary user (Linux: fs.pipe-max-size)


@dataclass(frozen=True)
class Pipes:
    """The parent's reading ends and the child's writing ends of one child's channels."""

    reading: tuple[int, int, int]  # output, records, trace
    writing: tuple[int, int, int]

    @classmethod
    def make(cls) -> Pipes:
        """Three fresh pipes; the reading ends do not block."""
        pairs = [os.pipe(), os.pipe(), os.pipe()]
        for reading, _writing in pairs:
            os.set_blocking(reading, False)
        return cls((pairs[0][0], pairs[1][0], pairs[2][0]), (pairs[0][1], pairs[1][1], pairs[2][1]))

    def close_writing(self) -> None:
        """The child has its copies."""
        for descriptor in self.writing:
            os.close(descriptor)

    def close_reading(self) -> None:
        """Nobody wants to know any more."""
        for descriptor in self.reading:
            os.close(descriptor)


@dataclass
class Child:
    """State over time of one child; `status` is the raw wait status, None while unknown, -1 for ever."""

    pipes: Pipes
    timeout: float
    token: str = field(default_factory=lambda: os.urandom(16).hex())  # marks the records that are its own
    guard: socket.socket | None = None  # its guardian's socket; its end is the end of all that is left
    let_go: Callable[[socket.socket], None] = socket.socket.close  # what becomes of that socket
    guardian: int | None = None
    unguarded: bool = False  # the guardian is lost
    origin: Child | None = None  # that became the state which this one was forked from
    state_touched: Touched | None = None  # kept by `touched`
    unanswered: Callable[[], None] | None = None  # to be called when nobody says its number in time
    pid: int | None = None
    handle: int | None = None  # a pidfd: what is signalled is this process and no later one
    started: float = field(default_factory=time.monotonic)
    deadline: float | None = None
    records: list[Record] = field(default_factory=list)
    begun: bool = False  # it has come as far as its job
    done: bool = False  # the completion record came
    closed: bool = False  # the records have come to an end without it, or the process has
    timed_out: bool = False
    killed: bool = False
    status: int | None = None
    broken: str | None = None  # why its records cannot be believed
    output: Tail = field(default_factory=Tail)
    trace: Tail = field(default_factory=Tail)
    _reader: RecordReader = field(init=False)
    _told: bytes = b""

    def __post_init__(self) -> None:
        self.deadline = self.started + START_LIMIT
        self._reader = RecordReader(self.token)

    def wanted(self) -> dict[str, object]:
        """What the child must be told beside its job: how its records are marked, and where else they go."""
        return {"token": self.token, "reopen": f"/proc/{os.getpid()}/fd/{self.pipes.reading[1]}"}

    def born(self, pid: int) -> None:
        """It is there: the time for its import begins."""
        self.pid = pid
        self.started = time.monotonic()
        if not self.records and self.deadline is not None:
            self.deadline = self.started + self.timeout
        with contextlib.suppress(AttributeError, OSError):  # another system, or collected already
            self.handle = os.pidfd_open(pid)

    def begins_anew(self) -> None:
        """It goes on with another import, which has the whole time for itself."""
        self.started = time.monotonic()
        self.deadline = self.started + self.timeout

    def ended(self) -> None:
        """The process has ended: what remains is to learn how."""
        self.closed = True
        self.deadline = time.monotonic() + STATUS_LIMIT

    @property
    def stillborn(self) -> bool:
        """True if it has ended without ever having been there: its guardian or the nursery was killed."""
        return self.pid is None and not self.records

    @property
    def struck(self) -> bool:
        """True if a signal that is not ours has ended a new interpreter before it came to its job."""
        ended = self.status is not None and self.status > 0 and os.WIFSIGNALED(self.status)
        return ended and not (self.begun or self.records or self.timed_out)

    def gone(self) -> bool:
        """True if the process has certainly ended, or nobody can know."""
        return self.handle is None or bool(select.select([self.handle], [], [], 0)[0])

    def read_guard(self) -> None:
        """Take what the guardian says; when it is lost, nobody will tell the status.

        Raises: InterpreterError when the interpreter did not start.
        """
        for line in self._lines():
            what, _, said = line.decode(errors="replace").partition(" ")
            if what == "error":
                raise InterpreterError(said)
            if what == "pid":
                pid, self.guardian = map(int, said.split())
                self.born(pid)
            elif self.status is None:
                self.status = int(said)

    def read_records(self) -> list[Record]:
        """Take what the records pipe holds; sets `done`, or `closed` at its end."""
        new: list[Record] = []
        for data in _available(self.pipes.reading[1], limit=64):
            if not data:
                self.closed = True
                break
            try:
                new += self._reader.feed(data)
            except ProbeError as error:
                self.broken, self.closed = str(error), True
                break
        for record in new:
            if record["is"] == "begun":
                self.begun = True
                continue
            self.records.append(record)
            if record["is"] == "done":
                self.done = True
            elif record["is"] not in ("names", "unexamined"):
                self.deadline = time.monotonic() + EXAMINE_LIMIT
        return new

    def read_text(self, only: int | None = None) -> bool:
        """Take what the child printed and what faulthandler wrote; False at the end of `only`."""
        going = True
        for descriptor, tail in ((self.pipes.reading[0], self.output), (self.pipes.reading[2], self.trace)):
            if only in (None, descriptor):
                for data in _available(descriptor, limit=16):
                    tail.feed(data)
                    going = bool(data)
        return going

    def lasted(self) -> float:
        """Seconds since the start, for a child that cannot say so itself."""
        return round(time.monotonic() - self.started, 3)

    def overdue(self, now: float) -> bool:
        """True when the deadline has passed."""
        return self.deadline is not None and now >= self.deadline

    def dump_or_kill(self) -> None:
        """First ask for the Python stack (faulthandler answers SIGABRT), then end the group."""
        if self.handle is not None and self.gone():  # nobody will say how it ended
            self.status = -1 if self.status is None else self.status
        elif not self.timed_out and not self.done and self.pid is not None:
            self.timed_out = True
            self.deadline = time.monotonic() + DUMP_GRACE
            self._signal(signal.SIGABRT)
            self._signal(signal.SIGCONT)  # a stopped process answers nothing
        else:
            self.kill()

    def kill(self) -> None:
        """End every process of the group."""
        self.killed, self.deadline = True, None
        if self.pid is None:  # nobody has told who it is: nobody will learn more
            self.closed, self.status = True, -1
            if self.unanswered is not None:
                self.unanswered()
        else:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
            self._signal(signal.SIGKILL)  # the child may have left its own group

    def dismiss(self) -> None:
        """Close what is open here; a guardian ends whatever is left below it."""
        self.pipes.close_reading()
        if self.handle is not None:
            os.close(self.handle)
            self.handle = None
        self.close_guard()

    def close_guard(self) -> None:
        """Let the guardian go."""
        if self.guard is not None:
            self.let_go(self.guard)
            self.guard = None

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if self.handle is not None:
                signal.pidfd_send_signal(self.handle, number)
            elif self.pid is not None and self.status is None:
                os.kill(self.pid, number)

    def _lines(self) -> list[bytes]:
        if self.guard is None:
            return []
        try:
            data = self.guard.recv(CHUNK)
        except BlockingIOError:
            return []
        except OSError:
            data = b""
        self.unguarded = not data  # a module has killed the guardian
        *lines, self._told = (self._told + data).split(b"\n")
        return lines


def _available(descriptor: int, limit: int) -> list[bytes]:
    """What can be read now, in chunks, at most `limit`; b"" marks the end."""
    chunks: list[bytes] = []
    while len(chunks) < limit:
        try:
            data = os.read(descriptor, CHUNK)
        except BlockingIOError:
            break
        except InterruptedError:
            continue
        if len(data) == CHUNK and not chunks:
            _widen(descriptor)
        chunks.append(data)
        if not data:
            break
    return chunks


def _widen(descriptor: int) -> None:
    """Let a pipe that was full hold more, where the system can do that.

    Whoever writes megabytes waits for smoke at each full pipe, and on a busy machine that would count
    as its own time.
    """
    with contextlib.suppress(OSError, AttributeError):
        fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, WIDE)
