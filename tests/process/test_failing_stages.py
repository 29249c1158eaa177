"""What is known to fail is not imported beforehand for others."""

from __future__ import annotations

from pathlib import Path

import pytest
from trees import grow

from smoke import discovery, interpreter, plan, runner
from smoke.model import Isolation, Outcome
from smoke.plan import stages

USERS = 6


def test_a_module_that_failed_by_itself_is_tried_in_no_stage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "STAGE_COST", -1.0)
    log = tmp_path / "executed.txt"
    log.touch()
    files = {
        "pkg/__init__.py": "",
        "pkg/bad.py": f"open({str(log)!r}, 'a').write('once\\n')\nraise ValueError('bad')",
        **{f"pkg/user{number}.py": "import colorsys\nimport pkg.bad" for number in range(USERS)},
    }
    (python,) = interpreter.resolve([])
    selection = discovery.select([str(grow(tmp_path, files) / "pkg")], python, cwd=tmp_path)
    simple = plan.make(selection, python, Isolation.FORK)
    with runner.Runner(simple, runner.RunOptions(jobs=1, timeout=30)) as ready:
        scans = ready.scan(selection.modules)
        staged = plan.make(selection, python, Isolation.FORK, scans=scans, loaded=ready.loaded)
        results = {result.module.name: result for result in ready.execute(staged, lambda result: True)}
    assert any(stage.host is None and "pkg.bad" in stage.imports for stage in staged.stages)
    assert [results[f"pkg.user{number}"].outcome for number in range(USERS)] == [Outcome.RAISED] * USERS
    assert log.read_text().count("once") == 1 + USERS
