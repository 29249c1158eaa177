"""What fails is executed once for all that import it, if that saves time; else by each for itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from trees import grow

from smoke import discovery, interpreter, plan, runner
from smoke.model import Isolation, Outcome, Plan, Result
from smoke.plan import stages
from smoke.runner import fork

USERS = 6


BAD = "open({log!r}, 'a').write('once\\n')\n{wait}\nraise ValueError('bad')"
WAIT = "import time\ntime.sleep(0.05)"


def run(tmp_path: Path, bad: str, user: str) -> tuple[Plan, dict[str, Result], int]:
    """The plan, the results by module and how often `pkg.bad` was executed, with stages wherever possible."""
    log = tmp_path / "executed.txt"
    log.touch()
    files = {
        "pkg/__init__.py": "",
        "pkg/bad.py": bad.replace("{log!r}", repr(str(log))),
        **{f"pkg/user{number}.py": user for number in range(USERS)},
    }
    (python,) = interpreter.resolve([])
    selection = discovery.select([str(grow(tmp_path, files) / "pkg")], python, cwd=tmp_path)
    simple = plan.make(selection, python, Isolation.FORK)
    with runner.Runner(simple, runner.RunOptions(jobs=1, timeout=30)) as ready:
        scans = ready.scan(selection.modules)
        staged = plan.make(selection, python, Isolation.FORK, scans=scans, loaded=ready.loaded)
        results = {result.module.name: result for result in ready.execute(staged, lambda result: True)}
    return staged, results, log.read_text().count("once")


@pytest.fixture(autouse=True)
def _eager(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages, "STAGE_COST", -1.0)


def test_what_fails_at_once_is_tried_in_no_stage_if_that_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fork, "_STATE", 10.0)
    staged, results, executed = run(tmp_path, BAD.replace("{wait}", ""), "import colorsys\nimport pkg.bad")
    assert any(stage.host is None and "pkg.bad" in stage.imports for stage in staged.stages)
    assert [results[f"pkg.user{number}"].outcome for number in range(USERS)] == [Outcome.RAISED] * USERS
    assert executed == 1 + USERS


def test_what_takes_its_time_to_fail_is_executed_once_for_all_others(tmp_path: Path) -> None:
    _staged, results, executed = run(tmp_path, BAD.replace("{wait}", WAIT), "import colorsys\nimport pkg.bad")
    for number in range(USERS):
        (raised,) = results[f"pkg.user{number}"].raised
        assert (raised.type, raised.message) == ("ValueError", "bad")
        assert [frame.module for frame in raised.frames] == [f"pkg.user{number}", "pkg.bad"]
        assert [frame.line for frame in raised.frames] == [2, 4]
    assert executed == 2
