"""Source lines as Python reads them, and nothing where there is nothing to read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from smoke import sources


def written(folder: Path, data: bytes) -> str:
    path = folder / "module.py"
    path.write_bytes(data)
    return str(path)


def test_lines_are_numbered_from_one(tmp_path: Path) -> None:
    path = written(tmp_path, b"first\nsecond\n")

    assert sources.line(path, 1) == "first"
    assert sources.line(path, 2) == "second"
    assert [sources.line(path, number) for number in (0, -1, 9, None)] == [None] * 4


def test_the_declared_encoding_counts(tmp_path: Path) -> None:
    assert sources.line(written(tmp_path, b"# coding: latin-1\nx = '\xe9'\n"), 2) == "x = 'é'"


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfx = '\xc3\xa9'\n",
        b"x = '\xc3\xa9'",
        b"x = '\xc3\xa9'\r\ny = 1\r\n",
        b"x = '\xc3\xa9'\ry = 1\r",
    ],
    ids=["byte order mark", "no end", "CRLF", "CR"],
)
def test_utf_8_with_any_line_ends(tmp_path: Path, data: bytes) -> None:
    assert sources.line(written(tmp_path, data), 1) == "x = 'é'"


@pytest.mark.parametrize(
    "data", [b"x = '\xff'\n", b"# coding: nonsense\n", b"# coding: hex\nx\n", b"\x00\x01"]
)
def test_bytes_that_are_no_text_still_give_lines(tmp_path: Path, data: bytes) -> None:
    assert sources.line(written(tmp_path, data), 1) is not None


def test_only_python_s_line_ends_end_a_line(tmp_path: Path) -> None:
    assert sources.line(written(tmp_path, "a\x0cb\u2028c\x1cd\ne\n".encode()), 2) == "e"


def test_what_is_no_file_has_no_lines(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")

    for path in ("<string>", "", "with\0null", str(tmp_path), str(tmp_path / "fifo"), str(tmp_path / "loop")):
        assert sources.lines(path) == ()


def test_a_file_of_absurd_size_is_not_read(tmp_path: Path) -> None:
    with open(tmp_path / "huge.py", "wb") as stream:
        stream.truncate(sources.SIZE_LIMIT + 1)

    assert sources.read(str(tmp_path / "huge.py")) is None


@pytest.mark.parametrize(
    ("text", "column", "expected"), [("abc", 0, 1), ("äb", 2, 2), ("€€x", 6, 3), ("a", 99, 2)]
)
def test_byte_columns_become_character_columns(text: str, column: int, expected: int) -> None:
    assert sources.character_column(text, column) == expected
