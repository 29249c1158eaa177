"""What `docs/ci.md` says to copy into a project finds the bug of the incident and is content with its fix."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import netra_twins
import pytest
from plugin_runs import environment, run
from trees import grow

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
MESSAGE = "name 'time' is not defined"
PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "netra-backend"
version = "1.0"
dependencies = ["websockets"]

[tool.hatch.build.targets.wheel]
packages = ["netra_backend"]
"""


def snippet(section: str, language: str) -> str:
    """The first block of code in a section of the page."""
    text = re.split(rf"^## {section}$", PAGE, flags=re.MULTILINE)[1]
    found = re.search(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)
    assert found is not None
    return found[1]


def needs(module: str) -> None:
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{module} is not installed (it is in the extra 'test')")


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with this very import-smoke, for installers to find."""
    folder = tmp_path_factory.mktemp("wheels")
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "-q", "-w", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, env=environment())
    assert done.returncode == 0, done.stderr
    return folder


def test_tox(tmp_path: Path, wheels: Path) -> None:
    """One environment for both, which takes the time; tox installs the project anew each time."""
    needs("tox")
    folder = netra_twins.grow(tmp_path / "project", fixed=False)
    grow(folder, {"pyproject.toml": PROJECT, "tox.ini": snippet("tox", "ini")})

    broken = _tox(folder, wheels)
    shutil.rmtree(folder / "netra_backend")
    netra_twins.grow(folder, fixed=True)
    fixed = _tox(folder, wheels)

    assert broken.returncode == 1, broken.stdout + broken.stderr
    assert MESSAGE in broken.stdout
    assert fixed.returncode == 0, fixed.stdout + fixed.stderr
    assert MESSAGE not in fixed.stdout
    assert re.search(r"\d+ modules: .* 0 errors", fixed.stdout), fixed.stdout


def _tox(folder: Path, wheels: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tox", "-e", "smoke", "--workdir", str(folder.parent / "work")]
    around = environment(PIP_FIND_LINKS=str(wheels))
    return subprocess.run(command, cwd=folder, env=around, capture_output=True, text=True, timeout=900)


@pytest.mark.parametrize("fixed", [False, True], ids=["broken", "fixed"])
def test_pre_commit(tmp_path: Path, fixed: bool) -> None:
    needs("pre_commit")
    folder = netra_twins.grow(tmp_path, fixed=fixed)
    grow(folder, {"pyproject.toml": PROJECT, ".pre-commit-config.yaml": snippet("pre-commit", "yaml")})
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    around = environment(PATH=path, PRE_COMMIT_HOME=str(tmp_path / "home"), GIT_CONFIG_GLOBAL=os.devnull)
    for command in (["git", "init", "-q"], ["git", "add", "-A"]):
        subprocess.run(command, cwd=folder, env=around, check=True, capture_output=True, timeout=60)
    command = [sys.executable, "-m", "pre_commit", "run", "--all-files", "--color", "never"]

    done = subprocess.run(command, cwd=folder, env=around, capture_output=True, text=True, timeout=300)

    assert (MESSAGE in done.stdout) is not fixed, done.stdout + done.stderr
    assert done.returncode == (0 if fixed else 1)


@pytest.mark.parametrize("fixed", [False, True], ids=["broken", "fixed"])
def test_the_setting_of_pytest(tmp_path: Path, fixed: bool) -> None:
    folder = netra_twins.grow(tmp_path / "project", fixed=fixed)
    setting = re.search(r"\[tool\.pytest\.ini_options\]\n +(import_smoke = .*)", PAGE)
    assert setting is not None
    source = setting[1].replace('"netra_backend"', '"./netra_backend"')  # which is not installed here
    grow(folder, {"pyproject.toml": f"[tool.pytest.ini_options]\n{source}\n"})

    found = run(folder)

    assert found.status == (0 if fixed else 1)
    assert found.modules[netra_twins.AUTH_MODULE] == ("passed" if fixed else "failed")
