"""That mutations are what they claim to be, and the truth about them is executed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.answers import Answer
from benchmarks.mutants.judge import Damage, Truth, ask_truth, damage, swallowing_lines, verdict
from benchmarks.mutants.mutate import (
    DEL,
    DELETE,
    IN_BRANCH,
    OLD_VERSION,
    TYPE_CHECKING,
    Mutant,
    mutants_of,
)

SOURCE = '''\
"""Doc."""
from __future__ import annotations
import os
from json import (
    dumps,
    loads as read,
)
import sys; import gc
if True:
    import re

def f():
    return os, dumps, read
'''


def mutant(way: str, line: int) -> Mutant:
    (found,) = [each for each in mutants_of(SOURCE, "m.py") if (each.way, each.line) == (way, line)]
    return found


def test_imports_that_have_their_lines_for_themselves_are_mutated_in_every_way() -> None:
    at_top = [DELETE, TYPE_CHECKING, OLD_VERSION, DEL]
    assert [(each.way, each.line, sorted(each.names)) for each in mutants_of(SOURCE, "m.py")] == [
        *((way, 3, ["os"]) for way in at_top),
        *((way, 4, ["dumps", "read"]) for way in at_top),
        (IN_BRANCH, 10, ["re"]),
    ]


@pytest.mark.parametrize("way", [DELETE, TYPE_CHECKING, OLD_VERSION, DEL])
def test_each_way_takes_the_name_away_from_a_function(way: str, tmp_path: Path) -> None:
    changed = mutant(way, 3)
    (tmp_path / "m.py").write_text(changed.source)
    truth = ask_truth(Path(sys.executable), tmp_path, "m")
    assert {(name, changed.original_line(line)) for name, line in truth.missing} == {("os", 13)}


def test_a_branch_stays_a_branch_when_its_import_is_gone() -> None:
    assert mutant(IN_BRANCH, 10).source.splitlines()[8:10] == ["if True:", "    pass"]


def test_what_only_type_checkers_see_is_left_alone() -> None:
    source = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import os\n"
    assert [each.line for each in mutants_of(source, "m.py") if each.way == IN_BRANCH] == []


def test_deleting_keeps_every_other_line_in_its_place() -> None:
    lines = mutant(DELETE, 4).source.splitlines()
    assert lines[3:7] == ["", "", "", ""]
    assert lines[7:] == SOURCE.splitlines()[7:]


def test_a_line_that_had_to_be_added_is_accounted_for() -> None:
    moved = mutant("under TYPE_CHECKING", 3)
    lines = moved.source.splitlines()
    assert lines[2:4] == ["from typing import TYPE_CHECKING", "if TYPE_CHECKING: import os"]
    assert SOURCE.splitlines()[moved.original_line(14) - 1] == lines[13]


def test_the_truth_is_what_a_live_function_cannot_load(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text(mutant(DELETE, 3).source)
    assert ask_truth(Path(sys.executable), tmp_path, "m") == Truth(None, frozenset({("os", 13)}))


def test_the_truth_about_an_import_that_raises_is_its_line(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text("x = 1\ny = gone\n")
    assert ask_truth(Path(sys.executable), tmp_path, "m") == Truth("NameError", frozenset({("gone", 2)}))


def test_what_was_broken_before_is_not_the_mutations_doing() -> None:
    moved = mutant("under TYPE_CHECKING", 3)
    before = Truth(None, frozenset({("old", 13)}))
    after = Truth(None, frozenset({("old", 14), ("os", 14)}))
    assert damage(moved, before, after) == Damage("call", frozenset({("os", 14)}))


def test_a_tool_notices_when_it_names_a_broken_name_where_it_is_loaded() -> None:
    deleted, broken = mutant(DELETE, 3), Damage("call", frozenset({("os", 13)}))
    assert verdict(deleted, broken, [], [Answer("m.py", 13, "F821", "Undefined name `os`")]).noticed
    assert not verdict(deleted, broken, [], [Answer("m.py", 12, "F821", "Undefined name `os`")]).noticed


def test_new_reports_about_other_names_are_told_apart_from_old_ones() -> None:
    deleted, broken = mutant(DELETE, 3), Damage("call", frozenset({("os", 13)}))
    old = Answer("m.py", 10, "F821", "Undefined name `old`")
    new = Answer("m.py", 11, "F821", "Undefined name `new`")
    assert verdict(deleted, broken, [old], [old, new]).elsewhere == ("m.py:11 F821: Undefined name `new`",)


def test_a_submodule_that_is_no_longer_loaded_is_what_the_mutation_broke() -> None:
    source = "import os.path\nuse = lambda: os.path\n"
    gone = next(each for each in mutants_of(source, "m.py") if each.way == DELETE)
    said = [Answer("m.py", 2, "missing-submodule", f"no '{name}'", name=name) for name in ("path", "more")]
    found = verdict(gone, Damage("nothing", frozenset()), [], said)
    assert found.elsewhere == ("m.py:2 missing-submodule: no 'more'",)


def test_a_report_at_the_moved_import_is_about_every_name_that_it_bound() -> None:
    moved, broken = mutant("under TYPE_CHECKING", 4), Damage("call", frozenset({("read", 13)}))
    said = "Move import `json.loads` out of type-checking block."
    noticed = verdict(moved, broken, [], [Answer("m.py", 5, "TC004", said, anywhere=True)])
    assert noticed.noticed
    assert noticed.elsewhere == ()


def test_a_name_error_that_the_code_catches_itself_is_no_raising_line() -> None:
    swallows, reraises, other = "except Exception:\n    b", "except:\n    raise", "except KeyError:\n    e"
    source = "".join(f"try:\n    a\n{handler}\n" for handler in (swallows, reraises, other))
    assert swallowing_lines(source) == {2}
