"""pytest-xdist as the engine: each module once, whatever `--dist` says and whatever a module does."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import venv
from pathlib import Path

import pytest
from plugin_runs import PATIENCE, Run, command, environment, run
from trees import grow

import smoke

FILES = {
    "pkg/__init__.py": "",
    **{f"pkg/m{number}.py": f"def f():\n    return {number}\n" for number in range(6)},
    "pkg/wrong.py": "def f():\n    return missing\n",
    "pkg/killer.py": "import os, signal\nos.killpg(0, signal.SIGKILL)\n",
    "pkg/sub/__init__.py": "",
    "pkg/sub/x.py": "",
    "pkg/sub/broken.py": "1 / 0\n",
    "tests/test_n.py": "import pytest\n@pytest.mark.parametrize('n', range(5))\ndef test_n(n):\n    pass\n",
}
FAILED = ["pkg.killer", "pkg.sub.broken", "pkg.wrong"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return grow(tmp_path / "project", FILES)


def _is_complete(found: Run) -> None:
    assert len(found.modules) == 12
    assert sorted(name for name, outcome in found.modules.items() if outcome != "passed") == FAILED
    assert found.module("pkg.killer").named("outcome") == ["crashed"]
    assert sum(name.startswith("tests.") for name in found.cases) == 5


@pytest.mark.parametrize(
    ("workers", "dist"),
    [("1", "load"), ("2", "load"), ("2", "loadgroup"), ("4", "worksteal"), ("2", "loadscope")],
)
def test_each_module_is_run_once(project: Path, workers: str, dist: str) -> None:
    found = run(project, "--import-smoke", "./pkg", "-n", workers, "--dist", dist)

    assert found.status == 1
    _is_complete(found)


def test_each_worker_has_a_part(project: Path) -> None:
    found = run(project, "--import-smoke", "./pkg", "-n", "2", "-v", "--tb=no", "import-smoke")

    by_worker = {
        worker: {line.split()[-1] for line in found.out.splitlines() if line.startswith(f"[{worker}]")}
        for worker in ("gw0", "gw1")
    }
    assert len(by_worker["gw0"]) + len(by_worker["gw1"]) == 12
    assert min(map(len, by_worker.values())) >= 4
    below = {"import-smoke::pkg.sub", "import-smoke::pkg.sub.x", "import-smoke::pkg.sub.broken"}
    assert any(below <= names for names in by_worker.values()), "a package stays together"


def test_no_module_is_lost_with_a_worker(project: Path) -> None:
    grow(project, {
        "conftest.py": "import os, pathlib\n"
        "def pytest_runtest_setup(item):\n"
        "    seen = pathlib.Path('seen')\n"
        "    if item.name == 'pkg.m3' and not seen.exists():\n"
        "        seen.touch()\n"
        "        os._exit(1)\n"
    })  # fmt: skip

    found = run(project, "--import-smoke", "./pkg", "-n", "2")

    assert (project / "seen").exists()
    assert "replacing crashed worker" in found.out
    _is_complete(found)


def test_a_module_with_which_workers_always_go_down_counts_as_crashed(project: Path) -> None:
    grow(project, {
        "conftest.py": "import os\n"
        "def pytest_runtest_setup(item):\n"
        "    if item.name == 'pkg.m3':\n"
        "        os._exit(1)\n"
    })  # fmt: skip

    found = run(project, "--import-smoke", "./pkg", "-n", "2", "import-smoke")

    bad = sorted(name for name, case in found.cases.items() if case.outcome in ("failed", "error"))
    assert "pkg.m3" in " ".join(bad)
    assert len(found.cases) == 12


def test_the_first_failure_ends_all_workers(project: Path) -> None:
    chosen = ["import-smoke::pkg.wrong", "import-smoke::pkg.m1"]
    found = run(project, "--import-smoke", "./pkg", "-n", "2", "-x", *chosen)
    assert found.status in (1, 2)
    assert found.modules["pkg.wrong"] == "failed"


def test_the_package_may_be_installed_at_the_workers_only(tmp_path: Path) -> None:
    """As on another host: the controller cannot see the target, and workers agree without its help."""
    place = tmp_path / "venv"
    venv.create(place, with_pip=False, symlinks=True)
    (site,) = place.glob("lib/python*/site-packages")
    paths = [str(Path(pytest.__file__).parents[1]), str(Path(smoke.__file__).parents[1])]
    grow(site, {"far_away/__init__.py": "", "far_away/a.py": "def f():\n    return missing\n"})
    grow(site, {"paths.pth": "\n".join(paths)})
    folder = tmp_path / "empty"
    folder.mkdir()
    worker = f"popen//python={place / 'bin' / 'python'}"

    found = run(folder, "--import-smoke", "far_away", "--dist", "load", "--tx", f"2*{worker}")
    assert found.modules == {"far_away": "passed", "far_away.a": "failed"}

    wrong = run(folder, "--import-smoke", "far_away_wrong", "--dist", "load", "--tx", worker)
    assert wrong.status != 0
    assert "far_away_wrong" in wrong.out


def test_workers_that_write_into_one_cache_lose_nothing(project: Path) -> None:
    """With an interpreter given to them they run their parts by themselves, at the same time."""
    interpreter = f"popen//python={sys.executable}"

    workers = ["--dist", "load", "--tx", f"3*{interpreter}"]
    found = run(project, "--import-smoke", "./pkg", *workers, "import-smoke")
    smoke_command = [sys.executable, "-m", "smoke", "./pkg", "--output-format", "json"]
    done = subprocess.run(
        smoke_command, cwd=project, env=environment(), capture_output=True, text=True, timeout=PATIENCE
    )

    assert len(found.modules) == 12
    known = json.loads(done.stdout)
    assert known["summary"]["modules"] == 12
    assert known["summary"]["reused"] == 11, "all but the one that crashes, which is never kept"
    assert sorted({each["module"] for each in known["findings"]}) == FAILED
    assert "damaged" not in done.stderr


def test_an_interrupted_run_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = grow(tmp_path / "project", {
        "smoke.toml": "timeout = 600\n",
        "pkg/__init__.py": "",
        "pkg/waits.py": "import os, pathlib, time\n"
        "pathlib.Path('pid').write_text(str(os.getpid()))\ntime.sleep(600)\n",
    })  # fmt: skip
    running = subprocess.Popen(
        command("--import-smoke", "./pkg", "-p", "no:cacheprovider"),
        cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    pid = folder / "pid"
    deadline = time.monotonic() + PATIENCE
    while not (pid.exists() and pid.read_text()):
        assert time.monotonic() < deadline
        assert running.poll() is None
        time.sleep(0.05)

    running.send_signal(signal.SIGINT)
    out, _ = running.communicate(timeout=PATIENCE)

    assert running.returncode == 2, out
    assert "KeyboardInterrupt" in out
    while _is_alive(int(pid.read_text())):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not (sys.platform == "linux" and status.exists() and status.read_text().split()[2] == "Z")
