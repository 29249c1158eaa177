"""Layer 1, static analysis: where a module cannot be imported, its source gives the live answer."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import interpreters
import netra_twins
import pytest

PLACE = ("rule", "module", "function", "name", "line", "column", "end_line", "end_column", "help", "severity")


@pytest.fixture
def bare(tmp_path: Path) -> str:
    """An interpreter that has no WebSocket library."""
    return interpreters.bare(interpreters.OWN, tmp_path)


def _places(findings: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [tuple(one[key] for key in PLACE) for one in findings if one["name"] == "time"]


def test_the_two_states_differ_by_the_one_import(pre_fix: Path, fixed: Path) -> None:
    mine = {path.relative_to(fixed): path.read_text() for path in fixed.rglob("*.py")}
    theirs = {path.relative_to(pre_fix): path.read_text() for path in pre_fix.rglob("*.py")}
    assert mine.keys() == theirs.keys()
    changed = [name for name in mine if mine[name] != theirs[name]]
    assert [str(name) for name in changed] == [netra_twins.AUTH]
    lines = difflib.ndiff(theirs[changed[0]].splitlines(), mine[changed[0]].splitlines())
    assert [line for line in lines if line[0] in "+-"] == ["+ import time"]


def test_without_the_library_the_source_gives_the_answer_of_the_live_module(pre_fix: Path, bare: str) -> None:
    live = netra_twins.findings(pre_fix)
    read = netra_twins.findings(pre_fix, "--python", bare)
    assert len(_places(live)) == 3
    assert _places(read) == _places(live)
    assert {one["name"] for one in read if one["rule"] == "missing-dependency"} == {"websockets"}


def test_what_only_the_source_says_is_marked_as_not_confirmed(pre_fix: Path, bare: str) -> None:
    read = [one for one in netra_twins.findings(pre_fix, "--python", bare) if one["name"] == "time"]
    assert {one["message"] for one in read} == {
        f"{netra_twins.MESSAGE} (not confirmed live: the module does not import here)"
    }


def test_the_source_alone_tells_the_way_as_well(pre_fix: Path, bare: str) -> None:
    for one in netra_twins.findings(pre_fix, "--python", bare, "--match", netra_twins.RECORD):
        functions = [link["function"] for link in one["reached"][0]]
        assert (functions[0], functions[-1]) == ("websocket_endpoint", one["function"])


def test_of_the_fixed_source_nothing_is_said_but_that_it_does_not_import(fixed: Path, bare: str) -> None:
    read = netra_twins.findings(fixed, "--python", bare)
    assert {one["rule"] for one in read} == {"missing-dependency"}
