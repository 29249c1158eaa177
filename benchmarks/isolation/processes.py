"""Running a command with all its descendants: wall time, processor time, memory.

Processor time is what the system accounts to the command and to all children that were waited for;
smoke collects its children, so that is everything. Memory is the sum of PSS over the tree (a
page that n processes share counts as 1/n for each), sampled; a peak between two samples is missed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_IDLE = 9  # the sampler sleeps so many times as long as it works
_PAUSE = 0.01  # seconds, at least


@dataclass(frozen=True)
class Usage:
    """What a command took."""

    wall: float
    processor: float
    status: int
    memory: int = 0  # bytes, if it was watched
    output: str = ""  # its standard output


def run(
    command: Sequence[str],
    *,
    folder: Path,
    timeout: float = 7200.0,
    watch_memory: bool = False,
    bytecode: bool = True,
) -> Usage:
    """Run a command to its end, in a session of its own that does not outlive it.

    With `bytecode` what it imports is compiled once, as it would be after an installation.
    """
    log = folder / "output.txt"
    with log.open("w+b") as output, (folder / "errors.txt").open("wb") as errors:
        started = time.monotonic()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors, cwd=folder,
            start_new_session=True, env=_environment(bytecode),
        )  # fmt: skip
        killer = threading.Timer(timeout, os.killpg, (process.pid, signal.SIGKILL))
        killer.start()
        peak = _Peak(process.pid) if watch_memory else None
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
        killer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)  # it has been collected here
        memory = peak.end() if peak is not None else 0
    text = log.read_text(errors="replace")
    return Usage(wall, used.ru_utime + used.ru_stime, process.returncode, memory, text)


def _environment(bytecode: bool) -> dict[str, str]:
    found = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return found if bytecode else {**found, "PYTHONDONTWRITEBYTECODE": "1"}


class _Peak:
    """A thread that looks at a tree of processes again and again."""

    def __init__(self, root: int) -> None:
        self._root, self._peak = root, 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def end(self) -> int:
        """The highest sum that was seen."""
        self._over.set()
        self._thread.join()
        return self._peak

    def _watch(self) -> None:
        pause = 0.0
        while not self._over.wait(pause):
            started = time.monotonic()
            self._peak = max(self._peak, sum(map(_pss, tree(self._root))))
            pause = max(_PAUSE, _IDLE * (time.monotonic() - started))


def tree(root: int) -> Iterator[int]:
    """A process and everything below it."""
    todo = [root]
    while todo:
        pid = todo.pop()
        yield pid
        try:
            for task in Path(f"/proc/{pid}/task").iterdir():
                todo += map(int, (task / "children").read_text().split())
        except OSError:  # it has ended meanwhile
            continue


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
