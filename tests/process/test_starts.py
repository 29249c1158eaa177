"""An interpreter that does not come as far as the import is nobody's failed import."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

import smoke
from smoke import cli, preparing

# What starts with every interpreter ends the ones that are to import something, and no others.
ENDS = """\
import os, sys
if "main" in getattr(sys, "orig_argv", ()):
    os.write(2, b"no room\\n")
    os._exit(7)
"""


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment whose interpreters describe themselves and then do not start."""
    folder = tmp_path_factory.mktemp("broken")
    venv.create(folder, symlinks=True)
    packages = next(folder.glob("lib/python*/site-packages"))
    (packages / "ends.pth").write_text("import ends_early")
    (packages / "ends_early.py").write_text(ENDS)
    return folder


@pytest.mark.parametrize("isolation", ["fork", "fresh"])
def test_an_interpreter_that_does_not_start_is_a_failure_of_smoke(
    isolation: str, broken: Path, tmp_path: Path
) -> None:
    (tmp_path / "fine.py").write_text("x = 1")
    options = ["--isolation", isolation, "--output-format", "json", "--python", str(broken)]
    command = [sys.executable, "-m", "smoke", str(tmp_path), *options]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    (module,) = json.loads(done.stdout)["modules"]
    assert module["outcome"] == "probe-failed"
    assert module["detail"] == "Python ended before the import began: exit status 7: no room"
    assert done.returncode == 3


@pytest.mark.parametrize("target", ["nowhere_at_all", "colorsys"])
def test_what_is_started_ahead_of_a_first_run_leaves_nothing_behind(target: str, tmp_path: Path) -> None:
    (folder := tmp_path / "temporary").mkdir()
    command = [sys.executable, "-m", "smoke", target, "--no-cache", "-q"]
    environment = {**os.environ, "TMPDIR": str(folder)}
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False)
    assert (done.returncode, "nowhere_at_all" in done.stderr) in ((0, False), (2, True))
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("isolation", ["fork", "fresh"])
def test_no_interpreter_is_started_ahead_in_vain(isolation: str, tmp_path: Path) -> None:
    (tmp_path / "fine.py").write_text("x = 1")
    python, starts = tmp_path / "python", tmp_path / "starts"
    python.write_text(f'#!/bin/sh\necho "$4" >> "{starts}"\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    options = ["--isolation", isolation, "--no-cache", "--output-format", "json", "--python", str(python)]
    command = [sys.executable, "-m", "smoke", "fine.py", *options]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert [each["outcome"] for each in json.loads(done.stdout)["modules"]] == ["imported"]
    assert starts.read_text().split() == ["describe", "main"]


@pytest.mark.parametrize("isolation", ["fork", "fresh"])
def test_a_run_with_a_cache_starts_what_it_needs_and_once(isolation: str, tmp_path: Path) -> None:
    (folder := tmp_path / "shop").mkdir()
    for name in ("__init__", "one", "two"):
        (folder / f"{name}.py").write_text("x = 1")
    python, starts = tmp_path / "python", tmp_path / "starts"
    python.write_text(f'#!/bin/sh\necho "$4" >> "{starts}"\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    command = [sys.executable, "-m", "smoke", "shop", "-q", "--isolation", isolation, "--python", str(python)]
    own = ["main"] if isolation == "fork" else ["main"] * 3  # fresh ones for the package and two modules
    for content, expected in (("x = 1", ["describe", *own]), ("x = 1", []), ("x = 2", ["main"])):
        starts.write_text("")
        (folder / "two.py").write_text(content)
        subprocess.run(command, cwd=tmp_path, check=True)
        assert starts.read_text().split() == expected


def test_a_part_that_is_known_starts_nothing_whatever_is_not_known_of_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder := tmp_path / "shop").mkdir()
    for name in ("__init__", "one", "two", "three"):
        (folder / f"{name}.py").write_text("x = 1")
    begun: list[object] = []

    def begins(*what: object) -> contextlib.AbstractContextManager[None]:
        begun.append(what)
        return contextlib.nullcontext()

    monkeypatch.setattr(preparing, "_begun", begins)
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        assert cli.main(["shop", "-q", "--shard", "1/2"]) == 0
        assert len(begun) == 1  # the second run begins nothing


@pytest.mark.parametrize("asked", [True, False])
def test_the_probe_is_compiled_once_and_what_it_checks_never(asked: bool, tmp_path: Path) -> None:
    own, checked = tmp_path / "own", tmp_path / "checked"
    shutil.copytree(Path(smoke.__file__).parent, own / "smoke", ignore=shutil.ignore_patterns("__pycache__"))
    checked.mkdir()
    for name in ("one", "two"):
        (checked / f"{name}.py").write_text("x = 1")
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPYCACHEPREFIX"}
    environment["PYTHONDONTWRITEBYTECODE"] = "" if asked else "1"
    command = [sys.executable, "-m", "smoke", str(checked), "--no-cache", "-q"]
    subprocess.run(command, cwd=own, env=environment, check=True)
    kept = {path.name.partition(".")[0] for path in own.glob("smoke/probe/__pycache__/*.pyc")}
    often = {"main", "imports", "latent", "attributes", "attempts", "definitions", "scan"}
    assert (kept >= often, bool(kept)) == (asked, asked)
    assert not list(checked.rglob("*.pyc"))
