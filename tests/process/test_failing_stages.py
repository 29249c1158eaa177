"""What fails is executed once for all that import it, if that saves time; else by each for itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from process.test_same_verdicts import _verdicts
from trees import grow

from smoke import discovery, interpreter, plan, runner
from smoke.model import Isolation, Outcome, Plan, Result
from smoke.plan import stages
from smoke.runner import births

USERS = 6


BAD = "open({log!r}, 'a').write('once\\n')\n{wait}\nraise ValueError('bad')"
WAIT = "import time\ntime.sleep(0.05)"


def run(
    tmp_path: Path, bad: str, user: str, more: dict[str, str] | None = None
) -> tuple[Plan, dict[str, Result], int]:
    """The plan, the results by module and how often `pkg.bad` was executed, with stages wherever possible.

    `more` are other files.
    """
    log = tmp_path / "executed.txt"
    log.touch()
    files = {
        "pkg/__init__.py": "",
        "pkg/bad.py": bad.replace("{log!r}", repr(str(log))),
        **{f"pkg/user{number}.py": user for number in range(USERS)},
        **(more or {}),
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
    monkeypatch.setattr(births, "_STATE", 10.0)
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


@pytest.mark.parametrize(
    ("package", "more"),
    [
        ("", 0),
        ("'''Words.'''\nNAMES = ['a', 'b']\nLIMIT = 3\ndef function(first=1):\n    call(NAMES)", 0),
        ("import colorsys", 3),
        ("NAMES = [call for call in ()]", 3),
        ("class Some:\n    pass", 3),
    ],
)
def test_a_package_that_can_do_nothing_makes_no_difference_to_what_fails(
    tmp_path: Path, package: str, more: int
) -> None:
    users = {f"pkg/below/user{number}.py": "import colorsys\nimport pkg.bad" for number in range(3)}
    bad, files = BAD.replace("{wait}", WAIT), {"pkg/below/__init__.py": package, **users}
    _staged, results, executed = run(tmp_path, bad, "import colorsys\nimport pkg.bad", files)
    assert executed == 2 + more
    for number in range(3):
        (raised,) = results[f"pkg.below.user{number}"].raised
        assert (raised.type, raised.message) == ("ValueError", "bad")


IN_ITS_ORDER = {
    "an environment that is prepared": {
        "models": "import colorsys, os\nos.environ['SMOKE_KEPT']",
        "prepare": "import os\nos.environ['SMOKE_KEPT'] = '1'",
    },
    "a flag": {
        "state": "READY = False",
        "models": "import colorsys\nfrom pkg import state\nif not state.READY:\n    raise Exception('no')",
        "prepare": "from pkg import state\nstate.READY = True",
    },
    "a module that somebody makes": {
        "models": "import colorsys, importlib\nimportlib.import_module('made_by_prepare')",
        "prepare": "import sys, types\nsys.modules['made_by_prepare'] = types.ModuleType('made_by_prepare')",
    },
}


@pytest.mark.parametrize("what", IN_ITS_ORDER)
@pytest.mark.parametrize("below", ["", "tests/"])
def test_what_was_prepared_before_an_import_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, below: str
) -> None:
    monkeypatch.setattr(births, "_STATE", -1.0)
    files = {f"pkg/{name}.py": code for name, code in IN_ITS_ORDER[what].items()}
    files |= {f"pkg/u{number}.py": "import pkg.models" for number in range(USERS)}
    files |= {f"pkg/{below}app{number}.py": "import pkg.prepare\nimport pkg.models" for number in range(3)}
    prepares = {f"pkg/{below}__init__.py": "", "pkg/__init__.py": ""}
    forked = _verdicts(grow(tmp_path, {**files, **prepares}), Isolation.FORK)
    assert forked == _verdicts(tmp_path, Isolation.FRESH)
    assert [forked[f"pkg.{below.replace('/', '.')}app{number}"][0] for number in range(3)] == [
        Outcome.IMPORTED
    ] * 3
    assert forked["pkg.u0"][0] is Outcome.RAISED


def test_what_a_package_has_prepared_counts_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(births, "_STATE", -1.0)
    files = {f"pkg/{name}.py": code for name, code in IN_ITS_ORDER["a flag"].items()}
    files |= {f"pkg/u{number}.py": "import pkg.models" for number in range(USERS)}
    files |= {f"pkg/tests/app{number}.py": "import pkg.models" for number in range(3)}
    files |= {"pkg/tests/__init__.py": "import pkg.prepare", "pkg/__init__.py": ""}
    forked = _verdicts(grow(tmp_path, files), Isolation.FORK)
    assert forked == _verdicts(tmp_path, Isolation.FRESH)
    assert forked["pkg.tests.app1"][0] is Outcome.IMPORTED


def test_what_a_module_raises_itself_may_be_due_to_the_order(tmp_path: Path) -> None:
    main = "import pkg.base\nimport pkg.local\nfrom pkg import reg\nassert reg.value == 'local', reg.value"
    files = {
        "pkg/__init__.py": "",
        "pkg/reg.py": "value = None",
        "pkg/base.py": "import colorsys\nfrom pkg import reg\nreg.value = 'base'",
        "pkg/local.py": "import json, decimal\nfrom pkg import reg\nreg.value = 'local'",
        "pkg/main.py": main,
        **{f"pkg/u{number}.py": "import pkg.local" for number in range(USERS)},
    }
    forked = _verdicts(grow(tmp_path, files), Isolation.FORK)
    assert forked == _verdicts(tmp_path, Isolation.FRESH)
    assert forked["pkg.main"][0] is Outcome.IMPORTED
