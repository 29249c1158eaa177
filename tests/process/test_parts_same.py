"""A part of a run gives its modules the verdicts of the whole run, with the others there or not.

The packages are those of `test_same_verdicts`, made to notice what was imported before. What a
part's modules need of the others (packages above them, modules whose fate decides about theirs) has to
run unasked.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from process.test_same_verdicts import NAMES, _told, _write, packages

from smoke import discovery, interpreter, plan, runner
from smoke.model import Isolation, Plan, Result
from smoke.plan import stages


@pytest.fixture(autouse=True)
def _eager(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages, "STAGE_COST", -1.0)


def _plan(root: Path, isolation: Isolation) -> Plan:
    (python,) = interpreter.resolve([])
    selection = discovery.select([str(root / "pkg")], python, cwd=root)
    simple = plan.make(selection, python, isolation)
    if isolation is Isolation.FRESH:
        return simple
    with runner.Runner(simple, runner.RunOptions(jobs=2, timeout=30)) as ready:
        scans = ready.scan(selection.modules)
        return plan.make(selection, python, isolation, scans=scans, loaded=ready.loaded)


def _verdicts(whole: Plan, chosen: frozenset[str] | None) -> dict[str, tuple[object, ...]]:
    seen: list[str] = []

    def observe(result: Result) -> bool:
        seen.append(result.module.name)
        return True

    options = runner.RunOptions(jobs=2, timeout=30)
    results = runner.execute(replace(whole, chosen=chosen), options, observe)
    assert sorted(seen) == sorted(result.module.name for result in results), "each is seen once"
    return {result.module.name: _told(result) for result in results}


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),  # each example takes seconds: a small one is not worth minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(packages, st.frozensets(st.sampled_from(NAMES), min_size=1, max_size=4))
def test_two_parts_have_the_verdicts_of_the_whole(
    package: dict[str, list[str]], chosen: frozenset[str]
) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        _write(root, package)
        whole = _plan(root, Isolation.FORK)
        rest = frozenset(step.module.name for step in whole.steps) - chosen
        expected = _verdicts(whole, None)
        assert {**_verdicts(whole, chosen), **_verdicts(whole, rest)} == expected


def test_a_part_names_the_package_that_blocks_it(tmp_path: Path) -> None:
    _write(tmp_path, {**{name: [] for name in NAMES}, "pkg.s": ["raise ValueError('broken')"]})
    for isolation in (Isolation.FORK, Isolation.FRESH):
        found = _verdicts(_plan(tmp_path, isolation), frozenset({"pkg.s.x"}))
        assert [(name, told[0], told[1]) for name, told in found.items()] == [
            ("pkg.s.x", "blocked", "pkg.s did not import")
        ]
