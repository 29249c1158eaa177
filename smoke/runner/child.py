"""One child process as the parent sees it: its pipes, its deadline, what it has said so far.

A child is started in two ways, by Popen (`fresh`) or by a process state on request
(`fork`); both give the same object, which differs only in how its exit status is learned.

Channels of a child: *records* (JSON lines), *trace* (faulthandler's text) and *output*
(its stdout and stderr). Contract: `ended` turns true exactly once, after which nothing of
it is alive in its process group and its descriptors are closed here.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from dataclasses import dataclass, field

from smoke.errors import ProbeError
from smoke.runner.records import Record, RecordReader, Tail

DUMP_GRACE = 1.0  # seconds between asking for the stack and the kill
EXAMINE_LIMIT = 300.0  # seconds for our own work after the import: far beyond what any module needs
CHUNK = 1 << 16


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
    """State over time of one child; `status` is the raw wait status, None while unknown."""

    pipes: Pipes
    timeout: float
    pid: int | None = None
    started: float = field(default_factory=time.monotonic)
    deadline: float | None = None
    records: list[Record] = field(default_factory=list)
    done: bool = False  # the completion record came
    closed: bool = False  # end of the records without it
    timed_out: bool = False
    killed: bool = False
    status: int | None = None
    broken: str | None = None  # why its records cannot be believed
    output: Tail = field(default_factory=Tail)
    trace: Tail = field(default_factory=Tail)
    _reader: RecordReader = field(default_factory=RecordReader)

    def __post_init__(self) -> None:
        self.deadline = self.started + self.timeout

    def read_records(self) -> list[Record]:
        """Take what the records pipe holds; sets `done` or `closed` when it is over."""
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
        if not self.timed_out and not self.done and self.pid is not None:
            self.timed_out = True
            self.deadline = time.monotonic() + DUMP_GRACE
            self._signal(signal.SIGABRT)
        else:
            self.kill()

    def kill(self) -> None:
        """End every process of the group."""
        self.killed, self.deadline = True, None
        if self.pid is None:  # its state never answered: nobody will learn more
            self.closed, self.status = True, -1
        else:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
            self._signal(signal.SIGKILL)  # the child may have left its own group

    def _signal(self, number: signal.Signals) -> None:
        if self.pid is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(self.pid, number)


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
        chunks.append(data)
        if not data:
            break
    return chunks
