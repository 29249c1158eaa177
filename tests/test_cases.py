"""Every case, under both isolation strategies, on every interpreter at hand: nothing missing, nothing extra.

All cases that can share a run of smoke do: one process tree checks some hundred modules as fast as
one. What was expected and what was found meet in the single test of each case.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys
import tokenize
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import casebook
import interpreters
import pytest
from casebook import Case, Expected, Making

CASES = {case.id: case for case in casebook.read()}
STRATEGIES = ("fork", "fresh")
NAME_RULES = ("undefined-name", "type-checking-name", "deleted-name", "unbound-name", "unset-global")
CERTAIN_RULES = ("undefined-name", "type-checking-name", "deleted-name")
SEVERITY = {  # by CONTRACT; a case says so where its finding differs
    "import-raised": "error",
    "import-exited": "error",
    "import-crashed": "error",
    "import-timed-out": "error",
    "missing-dependency": "error",
    "wrong-platform": "note",
    "undefined-name": "error",
    "type-checking-name": "error",
    "deleted-name": "error",
    "unbound-name": "warning",
    "unset-global": "note",
    "unused-suppression": "warning",
}


@dataclass(frozen=True)
class Run:
    """What one run of smoke over one batch of cases printed."""

    places: dict[str, Path]  # case id to the root its paths are relative to
    status: int
    answer: dict[str, Any]

    def modules_of(self, case: Case) -> dict[str, str]:
        """Module name to outcome."""
        mine = [one for one in self.answer["modules"] if self._belongs(one["path"], one["name"], case)]
        assert len({one["name"] for one in mine}) == len(mine), "a module has more than one result"
        return {one["name"]: one["outcome"] for one in mine}

    def findings_of(self, case: Case, *, key: str = "findings") -> list[dict[str, Any]]:
        """The findings whose file, or else module, is one of the case's."""
        mine = [one for one in self.answer[key] if self._belongs(one["path"], one["module"], case)]
        return [{**one, "path": self._relative(one["path"], case)} for one in mine]

    def _belongs(self, path: str | None, module: str, case: Case) -> bool:
        if module.partition(".")[0] in case.tops:
            return True
        return path is not None and case.alone and Path(path).is_relative_to(self.places[case.id])

    def _relative(self, path: str | None, case: Case) -> str | None:
        place = self.places[case.id]
        inside = path is not None and Path(path).is_relative_to(place)
        return Path(path).relative_to(place).as_posix() if inside and path else path


# ------------------------------------------------------------------------------------------- tests


def _everywhere(cases: list[str]) -> list[Any]:
    """Each case under each strategy and version; one worker of xdist has all of a version."""
    return [
        pytest.param(
            version, strategy, id, marks=pytest.mark.xdist_group(version), id=f"{id}-{version}-{strategy}"
        )
        for version in interpreters.VERSIONS
        for strategy in STRATEGIES
        for id in cases
    ]


_ON_EACH_VERSION = pytest.mark.parametrize(
    "version",
    [pytest.param(version, marks=pytest.mark.xdist_group(version)) for version in interpreters.VERSIONS],
)


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


@_ON_EACH_VERSION
def test_both_strategies_give_the_same_answer_to_the_letter(version: str, runs: Runs) -> None:
    _skip_unless(version)
    for case in runs.first_of_each_batch(version):
        forked, fresh = (runs.of(case, version, strategy) for strategy in STRATEGIES)
        assert _without_chance(forked) == _without_chance(fresh)
        assert forked.status == fresh.status


@_ON_EACH_VERSION
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


@_ON_EACH_VERSION
def test_python_itself_agrees_with_every_proof(version: str, runs: Runs) -> None:
    """The expectations are what Python does: each proof is run by the interpreter itself."""
    _skip_unless(version)
    asked = [
        (case, proof)
        for case in CASES.values()
        for proof in case.proofs
        if case.when.holds(version) and proof.when.holds(version)
    ]
    questions = [(_importable_from(case), proof.module, proof.expression) for case, proof in asked]
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
    assert found >= set(SEVERITY)
    assert silent >= set(SEVERITY)


# ----------------------------------------------------------------------------------- running smoke


class Runs:
    """The runs of smoke that the tests look at; each is made once, when first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[tuple[int, str, str], Run | str] = {}  # a text says why there is none

    def of(self, case: Case, version: str, strategy: str) -> Run:
        """The run that holds `case`."""
        batches = _batches(version)
        number = next(number for number, batch in enumerate(batches) if case in batch)
        key = (number, version, strategy)
        if key not in self._made:
            self._made[key] = "the run was interrupted"
            folder = self._folder / f"{number}-{version}"
            self._made[key] = _run(batches[number], self.python(version), strategy, folder)
        made = self._made[key]
        assert isinstance(made, Run), made
        return made

    def python(self, version: str) -> str:
        """An interpreter of `version` with nothing installed."""
        return interpreters.bare(version, self._folder)

    def first_of_each_batch(self, version: str) -> list[Case]:
        """One case for each run that is made on this version."""
        return [batch[0] for batch in _batches(version)]


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    return Runs(tmp_path_factory.mktemp("cases"))


@functools.cache
def _batches(version: str) -> tuple[tuple[Case, ...], ...]:
    """Cases that can share a run: the same options, no settings of their own, no import name twice."""
    batches: list[list[Case]] = []
    for case in CASES.values():
        if not case.when.holds(version):
            continue
        for batch in batches:
            if _fits(case, batch):
                batch.append(case)
                break
        else:
            batches.append([case])
    return tuple(tuple(batch) for batch in batches)


def _fits(case: Case, batch: list[Case]) -> bool:
    if case.alone or batch[0].alone or case.options != batch[0].options:
        return False
    return not any(case.tops & other.tops for other in batch)


def _run(batch: tuple[Case, ...], python: str, strategy: str, folder: Path) -> Run | str:
    """Copies the cases (the same place for both strategies, so that the answers are the same)."""
    shutil.rmtree(folder, ignore_errors=True)
    copies = [_copy(case, folder, python) for case in batch]
    targets = [] if batch[0].alone else [str(copy.relative_to(folder)) for copy in copies]
    command = [sys.executable, "-m", "smoke", *targets, "--isolation", strategy]
    command += ["--python", python, "--output-format", "json", "--no-progress"]
    cwd = copies[0] if batch[0].alone else folder
    done = subprocess.run(
        [*command, *batch[0].options],
        cwd=cwd,
        env=_environment(),
        capture_output=True,
        text=True,
        timeout=400,
    )
    if not done.stdout.startswith("{"):  # status 3 with a report is a failure of one case, not of all
        return f"exit status {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    places = {case.id: _root(case, copy).resolve() for case, copy in zip(batch, copies, strict=True)}
    return Run(places, done.returncode, json.loads(done.stdout))


def _environment() -> dict[str, str]:
    return {
        key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "COV", "SMOKE_"))
    }


def _root(case: Case, place: Path) -> Path:
    """What the case's paths are relative to: the folder that goes on the child's sys.path."""
    packaged = place.is_file() or (place / "__init__.py").exists()
    return place.parent if packaged else place


def _importable_from(case: Case) -> str:
    root = _root(case, case.source)
    return str(root / "src" if (root / "src").is_dir() else root)


# ------------------------------------------------------------------------------------ copying cases


def _copy(case: Case, folder: Path, python: str) -> Path:
    copy = folder / case.id.partition("/")[0] / case.source.name
    copy.parent.mkdir(parents=True, exist_ok=True)
    if case.source.is_file():
        shutil.copy(case.source, copy)
    else:
        shutil.copytree(case.source, copy, ignore=shutil.ignore_patterns("__pycache__"))
    for making in case.makings:
        _make(making, _root(case, copy) / making.path, python)
    return copy


def _make(making: Making, path: Path, python: str) -> None:
    if making.kind == "link":
        path.symlink_to(str(making.target))
    elif making.kind == "fifo":
        os.mkfifo(path)
    elif making.kind == "bytecode":
        _ask(
            python, f"import py_compile; py_compile.compile({str(path)!r}, {str(path) + 'c'!r}, doraise=True)"
        )
        path.unlink()
    elif making.kind == "extension":
        shutil.copy(_ask(python, f"import {path.name}; print({path.name}.__file__)"), path.parent)
    else:
        raise ValueError(f"nothing is known about making a {making.kind!r}")


def _ask(python: str, code: str) -> str:
    run = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    return run.stdout.strip()


# ---------------------------------------------------------------------------------------- comparing


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
        env=_environment(),
        check=True,
        timeout=300,
    )
    return [(what, detail) for what, detail in json.loads(done.stdout)]
