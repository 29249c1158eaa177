"""Work on many files, shared out over the processors.

    shares.each(read, paths, 2) -> [read(path), …]      as `[read(path) for path in paths]` would give

Contract: the answers are those of one process, in the order of the paths; so are exceptions. `read` is a
function of the path and of files; what it answers can be marshalled. Where a fork is no safe thing to do
(other threads, other systems than Linux), or there is little to read, nothing is forked. A process that
comes to grief has its share done here; none is left behind.
"""

from __future__ import annotations

import gc
import marshal
import os
import signal
import sys
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress

from smoke.dataclass import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    _Answer = TypeVar("_Answer")

_LITTLE = 2_000_000  # bytes to read that are not worth a process: some 40 milliseconds


def each(read: Callable[[str], _Answer], paths: Sequence[str], processes: int) -> list[_Answer]:
    """The answer for each path, from at most so many processes side by side."""
    count = min(processes, processors(), len(paths), _size(paths) // _LITTLE) if _may_fork() else 1
    if count < 2:
        return [read(path) for path in paths]
    answers: list[Any] = [None] * len(paths)
    others: list[_Share] = []
    try:
        with suppress(OSError):  # no more processes, or pipes: there is more to do here
            for number in range(1, count):
                others.append(_Share.begin(read, paths[number::count]))
        for number in range(count):
            mine = paths[number::count]
            told = others[number - 1].answers() if 0 < number <= len(others) else []
            answers[number::count] = told if len(told) == len(mine) else [read(path) for path in mine]
    finally:
        for share in others:
            share.end()
    return answers


def processors() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass
class _Share:
    """A process with its part of the paths."""

    pid: int
    stream: int  # where its answers come from

    @classmethod
    def begin(cls, read: Callable[[str], object], paths: Sequence[str]) -> _Share:
        """Fork it.

        Raises: OSError where there can be none.
        """
        reading, writing = os.pipe()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # for good in the new process
        try:
            with warnings.catch_warnings():  # of threads that Python itself does not know
                warnings.simplefilter("ignore")
                pid = os.fork()
            if pid == 0:
                os.close(reading)  # so that nobody is left who would read if smoke is killed
                _work(read, paths, writing)
        except OSError:
            os.close(reading)
            raise
        finally:
            os.close(writing)
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return cls(pid, reading)

    def answers(self) -> list[object]:
        """What it has to say; nothing if it came to grief."""
        with open(self.stream, "rb", closefd=False) as stream:
            said = stream.read()
        with suppress(ValueError, EOFError, TypeError):
            told = marshal.loads(said)
            if isinstance(told, list):
                return told
        return []

    def end(self) -> None:
        """Nothing is left of it."""
        os.close(self.stream)
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


def _work(read: Callable[[str], object], paths: Sequence[str], writing: int) -> None:
    """The life of such a process; ends it."""
    try:
        gc.disable()
        said = marshal.dumps([read(path) for path in paths])
        with open(writing, "wb") as stream:
            stream.write(said)
    finally:
        os._exit(0)  # whatever has happened: who waits sees that there is no answer


def _may_fork() -> bool:
    import threading  # takes 1 ms to load, and there is mostly nothing to read

    return sys.platform == "linux" and threading.active_count() == 1


def _size(paths: Sequence[str]) -> int:
    """Bytes of all files together, as far as they are there."""
    total = 0
    for path in paths:
        with suppress(OSError, ValueError):
            total += os.stat(path).st_size
    return total
