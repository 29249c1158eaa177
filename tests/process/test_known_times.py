"""A first run guesses what imports take, later ones know."""

from __future__ import annotations

from pathlib import Path

import pytest
from trees import grow

from smoke import session
from smoke.model import Plan, Result, Settings

USERS = 4
SLOW = 0.1  # seconds that the outside module takes, five times what is guessed


class Watching:
    """Keeps the plans of the runs."""

    def __init__(self) -> None:
        self.plans: list[Plan] = []

    def begin(self, plan: Plan) -> None:
        self.plans.append(plan)

    def advance(self, result: Result) -> None:
        pass

    def note(self, text: str) -> None:
        pass

    def cost_of(self, name: str) -> float:
        """What the latest plan expects of the shared state that imports the module."""
        return next(stage.cost for stage in self.plans[-1].stages if name in stage.imports)


def test_a_second_run_knows_how_long_an_outside_module_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, project = tmp_path / "site", tmp_path / "project"
    grow(site, {"slow.py": f"import time\ntime.sleep({SLOW})\n"})
    _write(project, "first")
    monkeypatch.setenv("PYTHONPATH", str(site))
    settings = Settings(targets=("./shop",), isolation="fork", cache_dir=str(tmp_path / "cache"))
    watching = Watching()

    session.check(settings, cwd=project, progress=watching)
    assert watching.cost_of("slow") < SLOW
    _write(project, "second")
    session.check(settings, cwd=project, progress=watching)
    assert watching.cost_of("slow") >= SLOW

    grow(site, {"other.py": ""})  # other circumstances: no result counts any more, but the times do
    session.check(settings, cwd=project, progress=watching)
    assert watching.cost_of("slow") >= SLOW


def _write(project: Path, version: str) -> None:
    users = {f"shop/u{number}.py": f"import slow\nVERSION = {version!r}\n" for number in range(USERS)}
    grow(project, {"shop/__init__.py": f"VERSION = {version!r}\n", **users})
