"""What counts as having found a bug."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.answers import Answer
from benchmarks.recall.corpus import Entry, read_corpus

BUG = {
    "id": "x",
    "package": "networkx",
    "buggy": "3.6.1",
    "python": "3.11",
    "install": ["networkx==3.6.1"],
    "module": "networkx.drawing.nx_pylab",
    "function": "f",
    "line": 132,
    "other_lines": [140],
    "name": "plt",
    "kind": "missing-import",
    "in_scope": True,
    "importable": True,
}
PATH = "networkx/drawing/nx_pylab.py"


def entry(tmp_path: Path, **changes: object) -> Entry:
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text(json.dumps({**BUG, **changes}) + "\n\n")
    (only,) = read_corpus(corpus)
    return only


@pytest.mark.parametrize("line", [132, 140])
def test_the_right_name_on_a_right_line_is_a_hit(tmp_path: Path, line: int) -> None:
    assert entry(tmp_path).is_hit(Answer(PATH, line, "F821", "Undefined name `plt`"))


@pytest.mark.parametrize(
    "answer",
    [
        Answer(PATH, 133, "F821", "Undefined name `plt`"),
        Answer(PATH, 132, "F821", "Undefined name `pltt`"),
        Answer("networkx/drawing/layout.py", 132, "F821", "Undefined name `plt`"),
    ],
    ids=["wrong line", "wrong name", "wrong file"],
)
def test_anything_less_is_none(tmp_path: Path, answer: Answer) -> None:
    assert not entry(tmp_path).is_hit(answer)


def test_a_report_of_the_cause_counts_on_any_line_of_the_file(tmp_path: Path) -> None:
    said = "Move import `matplotlib.pyplot.plt` out of type-checking block"
    assert entry(tmp_path).is_hit(Answer(PATH, 3, "TC004", said, anywhere=True))


@pytest.mark.parametrize("said", ["Module 'collections' has no 'Callable'", '"collections.Callable" is odd'])
def test_an_attribute_may_be_told_with_or_without_its_module(tmp_path: Path, said: str) -> None:
    bug = entry(tmp_path, name="collections.Callable", kind="module-attribute")
    assert bug.is_hit(Answer(PATH, 132, "no-member", said))


def test_a_name_field_counts_more_than_what_the_message_quotes(tmp_path: Path) -> None:
    bug = entry(tmp_path)
    assert not bug.is_hit(Answer(PATH, 132, "undefined-name", "'plt' looks like 'np'", name="np"))


def test_one_wrong_export_of_several_is_enough_wherever_it_is_reported(tmp_path: Path) -> None:
    bug = entry(tmp_path, name="Any, All", kind="dunder-all")
    assert bug.is_hit(Answer(PATH, 1, "undefined-export", "'All' is not defined", name="All"))


def test_an_entry_point_is_found_by_a_rule_about_entry_points_only(tmp_path: Path) -> None:
    bug = entry(tmp_path, name="babs.cli:_enter_unzip", kind="entry-point", line=0)
    assert bug.is_hit(Answer("", 0, "broken-entry-point", "…", name="babs.cli:_enter_unzip"))
    assert not bug.is_hit(Answer("babs/cli.py", 0, "undefined-name", "…", name="_enter_unzip"))
