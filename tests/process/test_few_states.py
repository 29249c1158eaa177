"""A run does not keep more process states alive than it is about to need."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from trees import grow

from smoke import discovery, interpreter, plan, runner
from smoke.model import Isolation, Outcome, Result
from smoke.plan import stages
from smoke.runner import jobs, states
from smoke.runner.child import Child
from smoke.runner.guardian import children

BRANCHES = 30


def _below(pid: int) -> int:
    return sum(1 + _below(each) for each in children(pid) or ())


@pytest.mark.skipif(children(os.getpid()) is None, reason="this system does not list the processes below one")
def test_branches_of_a_plan_are_worked_off_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "STAGE_COST", -1.0)
    files = {"pkg/__init__.py": ""}
    for branch in range(BRANCHES):
        files[f"pkg/base{branch}.py"] = ""
        files |= {f"pkg/leaf{branch}{each}.py": f"import pkg.base{branch}" for each in "xyz"}
    (python,) = interpreter.resolve([])
    selection = discovery.select([str(grow(tmp_path, files) / "pkg")], python, cwd=tmp_path)
    simple = plan.make(selection, python, Isolation.FORK)
    alive: list[int] = []

    def observe(result: Result) -> bool:
        alive.append(_below(os.getpid()))
        return True

    before = _below(os.getpid())
    with runner.Runner(simple, runner.RunOptions(jobs=2, timeout=30)) as ready:
        scans = ready.scan(selection.modules)
        staged = plan.make(selection, python, Isolation.FORK, scans=scans, loaded=ready.loaded)
        results = ready.execute(staged, observe)
    assert len(staged.stages) > BRANCHES
    assert {result.outcome for result in results} == {Outcome.IMPORTED}
    # The nursery, the guardian, the root, "pkg", for each job a branch with a module at work, some that end.
    assert max(alive) - before <= 20


def test_a_state_ends_once_the_last_module_that_starts_from_it_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though the module is still to be examined, and has become a state itself."""
    monkeypatch.setattr(stages, "STAGE_COST", -1.0)
    files = {
        "pkg/__init__.py": "",
        "pkg/base.py": "",
        "pkg/other.py": "import pkg.base\nx = 1\n",
        "pkg/middle.py": "import pkg.base\ndef f():\n    return missing\n",  # needs a closer look
        **{f"pkg/leaf{each}.py": "import pkg.middle" for each in "xyz"},
    }
    (python,) = interpreter.resolve([])
    selection = discovery.select([str(grow(tmp_path, files) / "pkg")], python, cwd=tmp_path)
    simple = plan.make(selection, python, Isolation.FORK)
    done: list[str] = []
    retire, fork = states.ProcessState.retire, states.ProcessState.fork

    def note_end(state: states.ProcessState) -> None:
        done.append("end of a state")
        retire(state)

    def note_fork(state: states.ProcessState, job: jobs.Job, *others: Any, **more: Any) -> Child:
        done.append(job["do"])
        return fork(state, job, *others, **more)

    monkeypatch.setattr(states.ProcessState, "retire", note_end)
    monkeypatch.setattr(states.ProcessState, "fork", note_fork)
    with runner.Runner(simple, runner.RunOptions(jobs=1, timeout=30)) as ready:
        scans = ready.scan(selection.modules)
        staged = plan.make(selection, python, Isolation.FORK, scans=scans, loaded=ready.loaded)
        ready.execute(staged, lambda result: True)
    assert [stage.host for stage in staged.stages] == ["pkg.base", "pkg.middle"]
    assert "end of a state" in done[: done.index("examine")]
