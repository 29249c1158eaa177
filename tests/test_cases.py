"""Every case, under both isolation strategies, on every interpreter at hand: nothing missing, nothing extra.

All cases that can share a run of smoke do: one process tree checks some hundred modules as fast as
one. What was expected and what was found meet in the single test of each case.
"""

from __future__ import annotations

import json
import os
import subprocess
import tokenize
from pathlib import Path
from typing import Any

import caseruns
import interpreters
import pytest
from casebook import Case, Expected
from caseruns import Run, Runs, environment, importable_from

from smoke.rules import registry

CASES = caseruns.ALL
STRATEGIES = ("fork", "fresh")
NAME_RULES = ("undefined-name", "type-checking-name", "deleted-name", "unbound-name", "unset-global")
CERTAIN_RULES = ("undefined-name", "type-checking-name", "deleted-name")
# What users were promised, not what the registry says now; a case says so where its finding differs.
SEVERITY = {
    "import-raised": "error",
    "import-exited": "error",
    "import-crashed": "error",
    "import-timed-out": "error",
    "import-cycle": "error",
    "missing-dependency": "error",
    "wrong-platform": "note",
    "undefined-name": "error",
    "type-checking-name": "error",
    "deleted-name": "error",
    "unbound-name": "warning",
    "unset-global": "note",
    "undefined-elsewhere": "note",
    "unbound-local": "error",
    "missing-attribute": "error",
    "missing-submodule": "warning",
    "unresolved-import": "error",
    "undefined-export": "error",
    "broken-entry-point": "error",
    "unresolved-annotation": "note",
    "lazy-import-failed": "error",
    "import-warning": "warning",
    "import-side-effect": "warning",
    "undeclared-dependency": "warning",
    "unused-suppression": "warning",
}


def _everywhere(cases: list[str]) -> list[Any]:
    """Each case under each strategy and version."""
    return [
        pytest.param(version, strategy, id, id=f"{id}-{version}-{strategy}")
        for version in interpreters.VERSIONS
        for strategy in STRATEGIES
        for id in cases
    ]


@pytest.mark.parametrize(("version", "strategy", "id"), _everywhere(list(CASES)))
def test_a_case_gives_what_it_says_and_nothing_else(version: str, strategy: str, id: str, runs: Runs) -> None:
    case = CASES[id]
    _skip_unless(version, case)
    run = runs.of(case, version, strategy)

    assert run.modules_of(case) == case.outcomes_on(version)
    expected = case.expected_on(version)
    assert _shown(run.findings_of(case)) == sorted(str(one) for one in expected if not one.hidden)
    hidden = run.findings_of(case, key="suppressed") if "suppressed" in run.answer else []
    assert _shown(hidden, " (hidden)") == sorted(str(one) for one in expected if one.hidden)


@pytest.mark.parametrize(
    ("version", "strategy", "id"), _everywhere([id for id in CASES if CASES[id].expected])
)
def test_a_finding_says_where_and_how_bad_it_is(version: str, strategy: str, id: str, runs: Runs) -> None:
    case = CASES[id]
    _skip_unless(version, case)
    found = runs.of(case, version, strategy).findings_of(case)
    for expected in case.expected_on(version):
        for one in found:
            if not expected.hidden and _is(one, expected):
                _check_words(one, expected)
                _check_place(one, runs.of(case, version, strategy).places[case.id])


@pytest.mark.parametrize("version", interpreters.VERSIONS)
def test_both_strategies_give_the_same_answer_to_the_letter(version: str, runs: Runs) -> None:
    _skip_unless(version)
    for case in runs.first_of_each_batch(version):
        forked, fresh = (runs.of(case, version, strategy) for strategy in STRATEGIES)
        assert _without_chance(forked) == _without_chance(fresh)
        assert forked.status == fresh.status


@pytest.mark.parametrize("version", interpreters.VERSIONS)
def test_the_exit_status_and_the_summary_agree_with_the_findings(version: str, runs: Runs) -> None:
    _skip_unless(version)
    for case in runs.first_of_each_batch(version):
        run = runs.of(case, version, "fork")
        summary, findings = run.answer["summary"], run.answer["findings"]
        errors = [one for one in findings if one["severity"] == "error"]
        assert run.status == (1 if errors else 0)
        assert summary["errors"] == len(errors)
        assert summary["modules"] == len(run.answer["modules"])
        counted = ("imported", "failed", "blocked", "skipped", "not_checkable")
        assert sum(summary[key] for key in counted) == summary["modules"]


@pytest.mark.parametrize("version", interpreters.VERSIONS)
def test_python_itself_agrees_with_every_proof(version: str, runs: Runs) -> None:
    """The expectations are what Python does: each proof is run by the interpreter itself."""
    _skip_unless(version)
    asked = [
        (case, proof)
        for case in CASES.values()
        for proof in case.proofs
        if case.when.holds(version) and proof.when.holds(version)
    ]
    questions = [(importable_from(case), proof.module, proof.expression) for case, proof in asked]
    answers = _prove(runs.python(version), questions)
    for (case, proof), (what, detail) in zip(asked, answers, strict=True):
        said = detail if what == "name" else what
        assert said == (proof.name or "fine"), f"{case.id}: {proof.expression}: {what} {detail}"


@pytest.mark.parametrize("id", CASES)
def test_a_case_proves_each_name_error_that_it_expects(id: str) -> None:
    case = CASES[id]
    certain = [one for one in case.expected if one.rule in CERTAIN_RULES and not one.hidden]
    unproven = {one.name for one in certain if not one.path.endswith("__main__.py")}
    unproven -= {proof.name for proof in case.proofs}
    assert not unproven, "add '# proof: call() -> NAME' to the case"


def test_every_rule_has_a_case_that_is_found_and_one_that_is_silent() -> None:
    found = {one.rule for case in CASES.values() for one in case.expected}
    silent = {
        case.id.partition("/")[0] for case in CASES.values() if all(one.hidden for one in case.expected)
    }
    assert found >= set(registry.names())
    assert silent >= set(registry.names())


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Shared by the workers of pytest-xdist, whose folders lie in one."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "cases"
    folder.mkdir(exist_ok=True)
    return Runs(folder)


def _skip_unless(version: str, case: Case | None = None) -> None:
    reason = interpreters.missing(version)
    if reason is None and case is not None and not case.when.holds(version):
        reason = f"the case is for other versions than {version}"
    if reason:
        pytest.skip(reason)


def _shown(findings: list[dict[str, Any]], suffix: str = "") -> list[str]:
    """The findings in the words of `Expected.__str__`; several of one name on one line count once."""
    return sorted({_words(one) + suffix for one in findings})


def _words(one: dict[str, Any]) -> str:
    by_line = one["line"] is not None and one["rule"] not in _LINELESS
    place = f"{one['path']}:{one['line']}" if by_line else str(one["path"])
    return f"{place}: {one['rule']} {one['name'] or ''}".rstrip()


_LINELESS = ("import-exited", "import-crashed", "import-timed-out")


def _is(one: dict[str, Any], expected: Expected) -> bool:
    return _words(one) == str(expected)


def _check_words(one: dict[str, Any], expected: Expected) -> None:
    assert one["severity"] == (expected.severity or SEVERITY[expected.rule])
    if expected.text:
        assert expected.text in f"{one['message']} {one['help']}"


def _check_place(one: dict[str, Any], root: Path) -> None:
    """Columns, where they are given, surround the name."""
    if one["rule"] not in NAME_RULES or one["column"] is None or one["line"] != one["end_line"]:
        return
    with tokenize.open(root / one["path"]) as stream:
        line = stream.readlines()[one["line"] - 1]
    marked = line[one["column"] - 1 : one["end_column"] - 1]
    assert marked == one["name"] or (marked.startswith("__") and one["name"].endswith(marked))


def _without_chance(run: Run) -> dict[str, Any]:
    """The answer without times, the strategy's own name, and where a busy loop was at its deadline."""
    answer = json.loads(json.dumps(run.answer))
    answer["summary"].pop("seconds")
    for module in answer["modules"]:
        del module["seconds"], module["isolation"]
    for finding in answer["findings"]:
        if finding["rule"] == "import-timed-out":
            finding.update(line=None, end_line=None, detail=None)
    return dict(answer)


def _prove(python: str, questions: list[tuple[str, str, str]]) -> list[tuple[str, str | None]]:
    done = subprocess.run(
        [python, "-B", str(Path(__file__).with_name("proof.py"))],
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        env=environment(),
        check=True,
        timeout=300,
    )
    return [(what, detail) for what, detail in json.loads(done.stdout)]
