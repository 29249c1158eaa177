"""A target's kind is told by its spelling, and a path must exist."""

from __future__ import annotations

from pathlib import Path

import pytest
from trees import grow

from smoke.errors import UsageError
from smoke.targets import TargetKind, parse


@pytest.mark.parametrize("text", ["requests", "pkg.sub.module", "_private", "pkg.0001_initial", "größe"])
def test_words_with_dots_are_names(text: str, tmp_path: Path) -> None:
    assert parse(text, tmp_path).kind is TargetKind.NAME
    assert parse(text, tmp_path).value == text


def test_a_word_stays_a_name_when_a_folder_is_called_like_it(tmp_path: Path) -> None:
    (tmp_path / "pkg").mkdir()
    assert parse("pkg", tmp_path).kind is TargetKind.NAME
    assert parse("./pkg", tmp_path).kind is TargetKind.PATH
    assert parse("pkg/", tmp_path).value == str(tmp_path / "pkg")


def test_a_distribution_has_its_prefix(tmp_path: Path) -> None:
    target = parse("dist:zope.interface", tmp_path)
    assert (target.kind, target.value) == (TargetKind.DISTRIBUTION, "zope.interface")


@pytest.mark.parametrize("text", ["dist:", "dist:a b", "dist:../x", "dist:-x"])
def test_a_distribution_has_a_possible_name(text: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no name of a distribution"):
        parse(text, tmp_path)


@pytest.mark.parametrize("text", ["a.py", "./a.py", ".", "..", "folder with blanks"])
def test_paths_are_absolute_and_exist(text: str, tmp_path: Path) -> None:
    grow(tmp_path, {"a.py": "", "folder with blanks/b.py": ""})
    target = parse(text, tmp_path)
    assert target.kind is TargetKind.PATH
    assert Path(target.value).exists()
    assert Path(target.value).is_absolute()


@pytest.mark.parametrize("text", ["./nope", "nope/", "nope.py", "/nope/nope"])
def test_a_path_that_does_not_exist_is_named_in_the_error(text: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nope.*no such file or folder"):
        parse(text, tmp_path)


def test_the_name_of_a_distribution_gets_the_right_spelling_suggested(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="dist:scikit-learn"):
        parse("scikit-learn", tmp_path)


@pytest.mark.parametrize("text", ["", "a b", "pkg:attr", "pkg..sub", "a-b.c d"])
def test_anything_else_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="neither a dotted name nor a path"):
        parse(text, tmp_path)
