"""Runs smoke over faults and looks at what is left behind: in files, in processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faults import HEALTHY, Fault

TIMEOUT = 8  # seconds for one import: far more than a healthy one takes on a busy machine
LIMIT = 600  # seconds for the whole run
MARK = "SMOKE_FAULT_RUN"


@dataclass(frozen=True)
class Seen:
    """What one run said and left."""

    status: int
    answer: dict[str, Any]
    errors: str  # its standard error
    processes: tuple[str, ...]  # that outlived it
    files: tuple[str, ...]  # in its folder for temporary files

    def outcomes(self) -> dict[str, str]:
        """Module name to outcome."""
        return {one["name"]: one["outcome"] for one in self.answer["modules"]}

    def messages(self, module: str) -> str:
        """What was found about a module, as one text."""
        return "\n".join(one["message"] for one in self.answer["findings"] if one["module"] == module)

    def findings(self, module: str) -> set[tuple[str, str | None]]:
        """Rule and name of each finding about a module."""
        return {(one["rule"], one["name"]) for one in self.answer["findings"] if one["module"] == module}


def healthy(fault: Fault) -> str:
    """The name of the fault's neighbour, which comes after it in the order of names."""
    return f"{fault.name}_zz_healthy"


def expected(faults: Iterable[Fault]) -> dict[str, str]:
    """Module name to outcome of a run over these faults, neighbours included."""
    found: dict[str, str] = {}
    for fault in faults:
        found.update(fault.expected())
        found[healthy(fault)] = "imported"
    return found


def write(faults: Iterable[Fault], root: Path) -> None:
    """The files of the faults and of their neighbours, below `root`; what is right stays."""
    root.mkdir(parents=True, exist_ok=True)
    for fault in faults:
        for name, content in fault.written().items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.is_file() or path.read_bytes() != content:
                path.write_bytes(content)
        for name, target in fault.links.items():
            if not os.path.lexists(root / name):
                os.mkfifo(root / name) if target == "fifo" else os.symlink(target, root / name)
        neighbour = root / f"{healthy(fault)}.py"
        if not neighbour.exists():
            neighbour.write_text(HEALTHY)


def run(
    faults: Sequence[Fault], folder: Path, python: str, isolation: str, *options: str, jobs: int = 10
) -> Seen:
    """One run of smoke over the faults and their neighbours; what an earlier run has left stays."""
    root, temporary, mark = folder / "root", folder / "tmp", uuid.uuid4().hex
    write(faults, root)
    temporary.mkdir(exist_ok=True)
    try:
        done = subprocess.run(
            [*command(python, isolation), "--jobs", str(jobs), *options],
            cwd=folder,
            env={**os.environ, "TMPDIR": str(temporary), MARK: mark},
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=LIMIT,
        )
    finally:
        left = end_marked(mark, folder)
    errors = done.stderr.decode(errors="replace")
    answer = (
        json.loads(done.stdout)
        if done.returncode in (0, 1, 3) and done.stdout
        else {"modules": [], "findings": []}
    )
    return Seen(done.returncode, answer, errors, left, tuple(sorted(os.listdir(temporary))))


def command(python: str, isolation: str) -> list[str]:
    """What runs smoke over the folder `root`."""
    options = ["--python", python, "--isolation", isolation, "--timeout", str(TIMEOUT), "--no-cache"]
    return [sys.executable, "-m", "smoke", "./root", *options, "--output-format", "json", "--no-progress"]


def end_marked(mark: str, folder: Path) -> tuple[str, ...]:
    """The processes that a run has left, now ended; known by their environment or their folder."""
    left = []
    for pid in map(int, filter(str.isdigit, os.listdir("/proc"))):
        if pid != os.getpid() and _is_marked(pid, mark.encode(), folder):
            left.append(_command(pid))
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
    return tuple(left)


def _is_marked(pid: int, mark: bytes, folder: Path) -> bool:
    place = Path("/proc", str(pid))
    try:
        if b") Z " in (place / "stat").read_bytes():
            return False
        if mark in (place / "environ").read_bytes():
            return True
        return Path(os.readlink(place / "cwd")).is_relative_to(folder)
    except OSError:
        return False


def _command(pid: int) -> str:
    try:
        return (
            Path("/proc", str(pid), "cmdline")
            .read_bytes()
            .replace(b"\0", b" ")
            .decode(errors="replace")[:200]
        )
    except OSError:
        return "?"


def wait_until_gone(mark: str, folder: Path, seconds: float) -> tuple[str, ...]:
    """Wait for the marked processes to end; those that are still there after so long, ended then."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        pids = [int(name) for name in os.listdir("/proc") if name.isdigit()]
        if not any(_is_marked(pid, mark.encode(), folder) for pid in pids if pid != os.getpid()):
            return ()
        time.sleep(0.05)
    return end_marked(mark, folder)
