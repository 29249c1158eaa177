"""Temporary folders and files: where `tempfile` would make them, and for this user alone."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

import pytest

from smoke import temporary


@pytest.mark.parametrize("variable", ["TMPDIR", "TEMP", "TMP"])
def test_a_folder_is_where_the_environment_says(
    variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.delenv(each, raising=False)
    monkeypatch.setenv(variable, str(tmp_path))

    first, second = temporary.folder("some-"), temporary.folder("some-")

    assert first != second
    for made in (first, second):
        assert os.path.dirname(made) == str(tmp_path)
        assert os.path.basename(made).startswith("some-")
        assert stat.S_IMODE(os.stat(made).st_mode) == 0o700


def test_a_folder_that_is_not_there_is_no_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "nowhere"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # what `tempfile` has found elsewhere

    assert os.path.dirname(temporary.folder("some-")) == str(tmp_path)


def test_without_any_place_it_is_an_os_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "nowhere"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))

    with pytest.raises(OSError, match="nowhere"):
        temporary.folder("some-")


def test_a_folder_is_removed_with_what_is_in_it(tmp_path: Path) -> None:
    empty, full = tmp_path / "empty", tmp_path / "full"
    empty.mkdir()
    (full / "deeper").mkdir(parents=True)
    (full / "deeper" / "file").write_text("text")

    for each in (empty, full, tmp_path / "none"):
        temporary.remove(str(each))

    assert list(tmp_path.iterdir()) == []


def test_a_file_has_no_name_and_keeps_what_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        with temporary.file() as made:
            made.write(b"text")
            made.seek(0)
            assert made.read() == b"text"
        monkeypatch.delattr(os, "memfd_create", raising=False)  # then as on other systems
