"""Runs a small package and notes which modules were to share a process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import interpreters
import pytest

from smoke import discovery, interpreter, plan, runner
from smoke.model import Isolation, Result
from smoke.runner.states import ProcessState


class Seen:
    """The results of a run, the modules of each process that was to take several, the imports of stages."""

    def __init__(self) -> None:
        self.results: dict[str, Result] = {}
        self.groups: list[list[str]] = []
        self.stages: list[object] = []

    def told(self) -> dict[str, tuple[object, ...]]:
        """What must not depend on who shares a process."""
        return {name: _told(result) for name, result in self.results.items()}


Run = Callable[..., Seen]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a package and notes which modules were to share a process."""

    def execute(
        package: Path,
        isolation: Isolation = Isolation.FORK,
        observe: Callable[[Result], bool] = lambda result: True,
        jobs: int = 1,
        timeout: float = 30.0,
        memory: int | None = None,
        python: str | None = None,
    ) -> Seen:
        seen = Seen()
        original = ProcessState.fork

        def fork(self: ProcessState, job: dict[str, object], *rest: object, **named: object) -> object:
            if job["do"] == "attempts":
                seen.groups.append([module[0] for module in job["modules"]])  # type: ignore[attr-defined]
            if job["do"] == "stage":
                seen.stages.append(job["modules"])
            return original(self, job, *rest, **named)  # type: ignore[arg-type]

        with monkeypatch.context() as patch:
            patch.setattr(ProcessState, "fork", fork)
            (checked,) = interpreter.resolve([] if python is None else [python])
            selection = discovery.select([str(package)], checked, cwd=package.parent)
            made = plan.make(selection, checked, isolation)
            options = runner.RunOptions(jobs=jobs, timeout=timeout, memory=memory)
            with runner.Runner(made, options) as ready:
                if isolation is Isolation.FORK:
                    scans = ready.scan(selection.modules)
                    made = plan.make(selection, checked, isolation, scans=scans, loaded=ready.loaded)
                found = ready.execute(made, observe)
        seen.results = {result.module.name: result for result in found}
        return seen

    return execute


def each_alone(run: Run, package: Path, python: str) -> Seen:
    """The same package where no process takes several modules."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("smoke.runner.fork.TOGETHER", 1)
        seen = run(package, python=python)
    assert not seen.groups
    return seen


def bare_python(version: str, folder: Path) -> str:
    """An interpreter of this version that has nothing installed."""
    missing = interpreters.missing(version)
    if missing is not None:
        pytest.skip(missing)
    return interpreters.bare(version, folder)


def _told(result: Result) -> tuple[object, ...]:
    names = None if result.names is None else (result.names.loads, result.names.bindings)
    how = (result.exit_how, result.exit_status, result.exit_message, result.signal)
    return result.outcome, result.detail, result.raised, result.output, how, names
