"""Ending smoke from outside: by Ctrl-C, by SIGTERM, by SIGKILL. What it started never outlives it."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from faults import running

STRATEGIES = ("fork", "fresh")
PATIENCE = 60  # seconds: far below the time that the modules would take, far above what ending takes

DAEMON = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork():
        os._exit(0)
    time.sleep(1000)
os.wait()
time.sleep(1000)
"""


class Started:
    """A run of smoke in its own session, with everything that it starts marked."""

    def __init__(self, folder: Path, strategy: str) -> None:
        self.folder, self.mark = folder, uuid.uuid4().hex
        self.temporary = folder / "tmp"
        self.temporary.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "smoke", "./root", "--isolation", strategy, "--jobs", "3"]
        self.process = subprocess.Popen(
            [*command, "--output-format", "json", "--no-progress", "--no-cache", "--timeout", "900"],
            cwd=folder,
            env={**os.environ, "TMPDIR": str(self.temporary), running.MARK: self.mark},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def left(self) -> tuple[str, ...]:
        """What is still there a while after the end."""
        return running.wait_until_gone(self.mark, self.folder, 3)


@pytest.fixture(params=STRATEGIES)
def started(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Started]:
    """A run that has come to modules which wait for ever."""
    root = tmp_path / "root"
    root.mkdir()
    for name in ("a_first", "b_second"):
        (root / f"{name}.py").write_text("value = 1\n")
    for name in ("sleeps", "sleeps_too", "waits"):
        (root / f"{name}.py").write_text(f"open({str(tmp_path / name)!r}, 'w').close()\n{DAEMON}")
    (root / "z_never.py").write_text("value = 1\n")
    run = Started(tmp_path, request.param)
    deadline = time.monotonic() + PATIENCE
    while not all((tmp_path / name).exists() for name in ("sleeps", "sleeps_too", "waits")):
        assert run.process.poll() is None, run.process.communicate()
        assert time.monotonic() < deadline, "the modules never started"
        time.sleep(0.02)
    yield run
    run.process.kill()
    run.process.communicate()
    running.end_marked(run.mark, run.folder)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_run_says_what_it_knows_and_leaves_nothing(started: Started, number: int) -> None:
    started.process.send_signal(number)
    out, err = started.process.communicate(timeout=PATIENCE)

    assert started.process.returncode == 130, err.decode()
    answer = json.loads(out)
    assert answer["stopped"] == "interrupted"
    modules = {one["name"]: one for one in answer["modules"]}
    assert modules["a_first"]["outcome"] == modules["b_second"]["outcome"] == "imported"
    for name in ("sleeps", "sleeps_too", "waits", "z_never"):
        assert modules[name]["outcome"] == "skipped"
        assert modules[name]["detail"] == "not run: the run was interrupted"
    assert started.left() == ()
    assert os.listdir(started.temporary) == []


def test_a_second_interruption_ends_it_all_the_same(started: Started) -> None:
    for _ in range(20):
        started.process.send_signal(signal.SIGINT)
        time.sleep(0.01)
        if started.process.poll() is not None:
            break
    started.process.communicate(timeout=PATIENCE)
    assert started.process.returncode != 0
    assert started.left() == ()


def test_a_killed_run_leaves_no_process_and_no_file(started: Started) -> None:
    started.process.kill()
    started.process.communicate()
    assert started.left() == ()
    assert os.listdir(started.temporary) == []


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_run_killed_at_any_moment_leaves_no_process(strategy: str, tmp_path: Path) -> None:
    """Moments drawn by a seed; `soak.py` draws many more."""
    root = tmp_path / "root"
    (root / "package").mkdir(parents=True)
    (root / "package" / "__init__.py").write_text("import json, argparse, decimal\n")
    for number in range(40):
        (root / "package" / f"m{number}.py").write_text("import fractions\n")
    drawn = random.Random(strategy)
    for _ in range(6):
        run = Started(tmp_path, strategy)
        time.sleep(drawn.uniform(0.0, 1.5))
        run.process.kill()
        run.process.communicate()
        assert run.left() == ()
