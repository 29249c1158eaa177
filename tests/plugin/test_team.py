"""Workers on one host share one run of smoke: nothing is done twice, and nothing is lost with one of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from plugin_runs import run
from trees import grow

FILES = {
    "smoke.toml": "no-cache = true\n",
    "pkg/__init__.py": "with open('began', 'a') as stream:\n    stream.write('pkg\\n')\n",
    **{f"pkg/m{number}.py": f"x = str({number})\ndef f():\n    return x\n" for number in range(6)},
    "pkg/wrong.py": "def f():\n    return missing\n",
}
# Ends the worker that runs the modules, which is the one among whose children they are, while it does so.
ENDS_THE_FIRST = """
import os, pathlib, threading, time

def end_this_if_it_runs_the_modules():
    while not pathlib.Path('ancestors').exists():
        time.sleep(0.05)
    if str(os.getpid()) in pathlib.Path('ancestors').read_text().split():
        os._exit(1)

def pytest_runtest_setup(item):
    threading.Thread(target=end_this_if_it_runs_the_modules, daemon=True).start()
"""
TELLS_ANCESTORS = """
import os, pathlib, time
place = pathlib.Path('ancestors')
if not place.exists():
    pids = [os.getpid()]
    while pids[-1] > 1:
        pids.append(int(pathlib.Path(f'/proc/{pids[-1]}/stat').read_text().rpartition(')')[2].split()[1]))
    pathlib.Path('unfinished').write_text(' '.join(map(str, pids)))
    os.rename('unfinished', place)
    time.sleep(600)
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    return grow(tmp_path / "project", FILES)


def _left(project: Path) -> list[str]:
    return [each.name for each in (project.parent / "temporary").iterdir() if "import-smoke" in each.name]


def test_modules_are_imported_as_often_as_without_workers(project: Path) -> None:
    began = project / "began"

    alone = run(project, "--import-smoke", "./pkg")
    times = len(began.read_text().splitlines())
    began.unlink()
    shared = run(project, "--import-smoke", "./pkg", "-n", "4")

    assert times >= 1
    assert len(began.read_text().splitlines()) == times
    assert shared.modules == alone.modules
    assert list(alone.modules.values()).count("failed") == 1
    assert _left(project) == []


def test_another_worker_runs_the_modules_if_the_first_goes_down(project: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("the ancestors of a process are read from /proc")
    grow(project, {"conftest.py": ENDS_THE_FIRST, "pkg/slow.py": TELLS_ANCESTORS})

    found = run(project, "--import-smoke", "./pkg", "-n", "2")

    assert "replacing crashed worker" in found.out
    assert found.modules["pkg.slow"] == "passed", "the second time it does not wait"
    assert [name for name, outcome in found.modules.items() if outcome != "passed"] == ["pkg.wrong"]
    assert len(found.modules) == 9
    assert _left(project) == []


def test_what_smoke_cannot_do_is_tried_once(project: Path) -> None:
    grow(project, {"smoke.toml": "no-cache = true\nsetup = \"open('tried', 'a').write('x'); 1 / 0\"\n"})

    found = run(project, "--import-smoke", "./pkg", "-n", "2")

    assert set(found.modules.values()) == {"error"}
    assert "ZeroDivisionError" in found.out
    assert len((project / "tried").read_text()) == 1


def test_what_hides_nothing_is_told_by_workers_too(project: Path) -> None:
    grow(project, {"pkg/spare.py": "x = 1  # smoke: ignore[undefined-name]\n"})

    found = run(project, "--import-smoke", "./pkg", "-n", "2", "-rA")

    assert "unused-suppression" in found.out
    assert found.module("pkg.spare").findings[0][0] == "unused-suppression"
