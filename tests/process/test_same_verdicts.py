"""The law: a module's verdict and findings do not depend on the state that it was forked from.

Small packages are generated with everything that makes import order matter: cycles, re-exports,
conditional and star imports, side effects on siblings, submodules used without being imported,
imports that fail. Stages are made as eagerly as possible, so that the plan is as wrong as it can be.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smoke import discovery, interpreter, plan, runner
from smoke.model import Isolation, Result
from smoke.plan import stages
from smoke.runner import births

NAMES = ("pkg", "pkg.a", "pkg.b", "pkg.c", "pkg.d", "pkg.s", "pkg.s.x", "pkg.s.y")
PACKAGES = ("pkg", "pkg.s")
VALUES = ("v", "w", "extra")

names = st.sampled_from(NAMES)
values = st.sampled_from(VALUES)
statements = st.one_of(
    st.builds("import {}".format, names),
    st.builds("from {} import {}".format, names, values),
    st.builds("from {} import *".format, names),
    st.builds("from pkg import {}".format, st.sampled_from(("a", "b", "c", "d", "s"))),
    st.builds("from pkg.s import {}".format, st.sampled_from(("x", "y"))),
    st.builds("try:\n    import {}\nexcept Exception:\n    pass".format, names),
    st.builds("try:\n    from {0} import {1}\nexcept Exception:\n    {1} = 0".format, names, values),
    st.builds("import sys\nif sys.version_info[0] == 3:\n    import {}".format, names),
    st.builds("import sys\nif {!r} in sys.modules:\n    extra = 1".format, names),
    st.builds("import {0}\n{0}.{1} = 1".format, names, values),
    st.builds("import pkg\nuse = pkg.{}".format, st.sampled_from(("a", "b", "c", "s.x", "v", "extra"))),
    st.builds("def f():\n    return {}".format, values),
    st.builds("{} = 1".format, values),
    st.just("raise ValueError('broken')"),
    st.just("import colorsys"),
    st.just("import not_there_at_all"),
    st.just("def early(first=1):\n    return first"),
    st.just("__all__ = ['w']\ndef __getattr__(name):\n    import pkg.d\n    return 1"),
)
packages = st.fixed_dictionaries({name: st.lists(statements, max_size=4) for name in NAMES})


def _write(root: Path, package: dict[str, list[str]]) -> None:
    for name, lines in package.items():
        path = root.joinpath(*name.split("."))
        path = path / "__init__.py" if name in PACKAGES else path.with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n")


def _told(result: Result) -> tuple[object, ...]:
    raised = tuple((each.type, each.message, each.link) for each in result.raised)
    names_facts = None if result.names is None else (result.names.loads, result.names.bindings)
    return result.outcome, result.detail, raised, names_facts


def _verdicts(root: Path, isolation: Isolation) -> dict[str, tuple[object, ...]]:
    (python,) = interpreter.resolve([])
    selection = discovery.select([str(root / "pkg")], python, cwd=root)
    simple = plan.make(selection, python, isolation)
    with runner.Runner(simple, runner.RunOptions(jobs=2, timeout=30)) as ready:
        if isolation is Isolation.FORK:
            scans = ready.scan(selection.modules)
            simple = plan.make(selection, python, isolation, scans=scans, loaded=ready.loaded)
        results = ready.execute(simple, lambda result: True)
    return {result.module.name: _told(result) for result in results}


def _failing(lines: tuple[list[str], bool]) -> list[str]:
    before, fails = lines
    return [*before, "import not_there_at_all"] if fails else before


# Most of these are expected to fail at once, and share their processes.
few = st.one_of(st.just([]), st.lists(statements, max_size=2))
most = st.sampled_from((True, True, True, False))
failing_packages = st.fixed_dictionaries(
    {
        name: st.lists(statements, max_size=2) if name in PACKAGES else st.tuples(few, most).map(_failing)
        for name in NAMES
    }
)


@pytest.fixture(autouse=True)
def _eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every import that two modules share becomes a stage, however little it saves, even if it fails."""
    monkeypatch.setattr(stages, "STAGE_COST", -1.0)
    monkeypatch.setattr(births, "_STATE", -1.0)


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(packages)
def test_forked_and_fresh_give_the_same_verdicts(package: dict[str, list[str]]) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        _write(root, package)
        assert _verdicts(root, Isolation.FORK) == _verdicts(root, Isolation.FRESH)


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(failing_packages)
def test_so_do_modules_that_fail_one_after_the_other_in_one_process(package: dict[str, list[str]]) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        _write(root, package)
        assert _verdicts(root, Isolation.FORK) == _verdicts(root, Isolation.FRESH)
