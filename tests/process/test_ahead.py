"""The package on top may be imported while the plan is made: nothing shows of that but the time."""

from __future__ import annotations

import os
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from trees import grow

from smoke import discovery, interpreter, plan, runner
from smoke.model import Isolation, Module, Outcome, Plan, Question, Result, Selection
from smoke.plan import stages
from smoke.runner.ahead import topmost
from smoke.runner.guardian import children

_ADDRESS = re.compile("0x[0-9a-f]+")
INIT = {
    "fine": "import json\nprint('hello')\nfrom pkg import a\ndef f():\n    return not_bound",
    "raises": "import json\nraise ValueError('no')",
    "exits": "raise SystemExit(3)",
    "ends": "import os\nos._exit(4)",
    "crashes": "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)",
    "hangs": "import time\ntime.sleep(60)",
    "has a thread": "import threading as t, time\nt.Thread(target=time.sleep, args=(9,), daemon=1).start()",
}
MODULES = {
    "pkg/a.py": "from pkg import b\ndef g():\n    return b.missing",
    "pkg/b.py": "import pkg\nvalue = pkg.nothing if hasattr(pkg, 'nothing') else 1\ndef h():\n    nor_this",
    "pkg/c.py": "import pkg.a\n",
    "pkg/sub/__init__.py": "import colorsys",
    "pkg/sub/d.py": "from pkg.sub import colorsys\n",
}


def _selected(tmp_path: Path, init: str) -> tuple[Selection, Plan]:
    (python,) = interpreter.resolve([])
    folder = grow(tmp_path, {"pkg/__init__.py": init, **MODULES}) / "pkg"
    selection = discovery.select([str(folder)], python, cwd=tmp_path)
    return selection, plan.make(selection, python, Isolation.FORK)


def _run(
    selection: Selection, simple: Plan, *, ahead: bool, pause: float = 0.0, timeout: float = 2.0
) -> list[Result]:
    with runner.Runner(simple, runner.RunOptions(jobs=2, timeout=timeout)) as ready:
        scans = ready.scan(selection.modules)
        if ahead:
            ready.begin_ahead(simple)
            time.sleep(pause)
        whole = plan.make(selection, simple.interpreter, Isolation.FORK, scans=scans, loaded=ready.loaded)
        results = ready.execute(whole, lambda result: True)
    return [replace(each, seconds=0.0, stack=each.stack and _ADDRESS.sub("", each.stack)) for each in results]


@pytest.mark.parametrize("kind", INIT)
def test_the_results_are_the_same(tmp_path: Path, kind: str) -> None:
    selection, simple = _selected(tmp_path, INIT[kind])
    assert _run(selection, simple, ahead=True) == _run(selection, simple, ahead=False)


def test_so_they_are_where_the_plan_comes_long_after_the_end_of_the_import(tmp_path: Path) -> None:
    for kind in ("fine", "exits"):
        selection, simple = _selected(tmp_path / kind, INIT[kind])
        assert _run(selection, simple, ahead=True, pause=0.7) == _run(selection, simple, ahead=False)


def test_an_import_that_took_too_long_while_nobody_looked_is_no_import(tmp_path: Path) -> None:
    selection, simple = _selected(tmp_path, "import time\ntime.sleep(1.5)")
    results = _run(selection, simple, ahead=True, pause=2.0, timeout=0.8)
    assert results[0].module.name == "pkg"
    assert results[0].outcome is Outcome.TIMED_OUT


def test_it_is_not_imported_once_more_by_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages, "STAGE_COST", -1.0)
    log = tmp_path / "log"
    selection, simple = _selected(tmp_path, f"open({str(log)!r}, 'a').write('x')")
    results = _run(selection, simple, ahead=True)
    assert {result.outcome.value for result in results} == {"imported"}
    assert log.read_text() == "x"


def test_questions_about_it_are_put_to_its_process_after_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "STAGE_COST", -1.0)
    log = tmp_path / "log"
    init = f"open({str(log)!r}, 'a').write('x')\nvalue = 1"
    selection, simple = _selected(tmp_path, init)
    asked = Question("pkg", ("value",)), Question("pkg", ("missing",)), Question("pkg.sub.d", ("colorsys",))
    groups = [[each] for each in asked]

    def answers(*, after_a_run: bool) -> list[tuple[str, int]]:
        with runner.Runner(simple, runner.RunOptions(jobs=2, timeout=30)) as ready:
            if after_a_run:
                scans, now = ready.scan(selection.modules), simple.interpreter
                ready.begin_ahead(simple)
                whole = plan.make(selection, now, Isolation.FORK, scans=scans, loaded=ready.loaded)
                ready.execute(whole, lambda result: True)
            return [(each.result.outcome.value, each.found) for (each,) in ready.ask(groups)]

    assert answers(after_a_run=True) == [("imported", 1), ("raised", 0), ("imported", 1)]
    assert log.read_text() == "x"
    assert answers(after_a_run=False) == answers(after_a_run=True)


@pytest.mark.skipif(children(os.getpid()) is None, reason="this system does not list the processes below one")
def test_nothing_is_left_of_it_if_nothing_is_run(tmp_path: Path) -> None:
    selection, simple = _selected(tmp_path, INIT["hangs"])
    before = children(os.getpid())
    with runner.Runner(simple, runner.RunOptions(jobs=2, timeout=60)) as ready:
        ready.scan(selection.modules)
        ready.begin_ahead(simple)
    assert children(os.getpid()) == before


def _topmost(*modules: Module) -> str | None:
    (python,) = interpreter.resolve([])
    step = topmost(plan.make(Selection(modules), python, Isolation.FORK))
    return step.module.name if step is not None else None


def test_it_is_the_package_that_most_modules_wait_for() -> None:
    a, b = Module("a", "/a/__init__.py", is_package=True), Module("b", "/b/__init__.py", is_package=True)
    below = [Module(f"b.{number}", f"/b/{number}.py") for number in "xyz"]
    assert _topmost(a, Module("a.x", "/a/x.py"), b, *below) == "b"
    assert _topmost(a, Module("single", "/single.py")) is None
    assert _topmost(replace(b, skip="not readable"), *(replace(each, skip="no") for each in below)) is None
    assert _topmost(*below) is None  # nobody asked for the package: it is a folder without `__init__`


def test_a_package_of_which_nothing_is_asked_does_not_begin() -> None:
    (python,) = interpreter.resolve([])
    tops = [Module(name, f"/{name}/__init__.py", is_package=True) for name in "ab"]
    below = [Module(f"{top}.{each}", f"/{top}/{each}.py") for top in "aab" for each in ("x", "y")]
    whole = plan.make(Selection((*tops, *dict.fromkeys(below))), python, Isolation.FORK)
    step = topmost(replace(whole, chosen=frozenset(("b.x", "b.y"))))
    assert step is not None
    assert step.module.name == "b"
    assert topmost(replace(whole, chosen=frozenset())) is None
