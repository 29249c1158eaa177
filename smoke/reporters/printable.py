"""Foreign text made safe to show: control characters as escapes, paths shortened, carets in cells."""

from __future__ import annotations

import os
import re
import unicodedata

from smoke.dataclass import dataclass
from smoke.model import Finding
from smoke.patterns import later

_WINDOW = 150  # cells of a source line that are shown
_LONGEST = 200  # characters of it, some of which may take no cell
_BEFORE = 60  # cells before the caret, where the line must be cut at its start
# C0 but tab, DEL, C1; bidirectional marks and overrides; line and paragraph separators; lone surrogates
_UNSAFE = later(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


@dataclass(frozen=True)
class Snippet:
    """A source line as shown, and where the caret goes."""

    text: str
    start: int = 0  # cells before the underlined part
    width: int = 0  # cells of it; 0: nothing is underlined


def safe(text: str) -> str:
    """The text on one line, with everything that a terminal might obey written as an escape."""
    return _UNSAFE.sub(_escape, text)


def safe_lines(text: str) -> list[str]:
    """The lines of a text, each made safe."""
    return [safe(line).replace("\t", "    ") for line in text.split("\n")]


def path(name: str, folder: str) -> str:
    """A path as shown: relative to the folder where it lies below it."""
    prefix = folder.rstrip(os.sep) + os.sep
    return safe(name[len(prefix) :] if name.startswith(prefix) else name)


def traceback_lines(text: str, folder: str) -> list[str]:
    """The lines of a traceback, with its paths shortened."""
    prefix = folder.rstrip(os.sep) + os.sep
    return safe_lines(text.replace(f'File "{prefix}', 'File "'))


def place(finding: Finding, folder: str) -> str:
    """ "pkg/a.py:12:5", as much of it as is known; the module's name without a file."""
    if finding.path is None:
        return safe(finding.module)
    parts = [path(finding.path, folder)]
    if finding.line is not None:
        parts.append(str(finding.line))
        if finding.column is not None:
            parts.append(str(finding.column))
    return ":".join(parts)


def snippet(text: str, column: int | None, end_column: int | None) -> Snippet:
    """A source line with its tabs expanded and long lines cut, and the cells of the columns in it."""
    pieces = _pieces(text)
    widths = [_cells(piece) for piece in pieces]
    if column is None or not 1 <= column <= len(pieces) + 1:
        return Snippet(_cut("".join(pieces), 0))
    last = min(max(end_column or column + 1, column + 1) - 1, max(len(pieces), column))
    start = sum(widths[: column - 1])
    width = max(sum(widths[column - 1 : last]), 1)
    if start + width <= _WINDOW:
        return Snippet(_cut("".join(pieces), 0), start, width)
    first = max(column - 1 - _BEFORE, 0)
    start = sum(widths[first : column - 1]) + 1
    return Snippet("…" + _cut("".join(pieces[first:]), 1), start, min(width, _WINDOW - start))


def _pieces(text: str) -> list[str]:
    """What is shown for each character."""
    pieces: list[str] = []
    cells = 0
    for character in text:
        piece = " " * (4 - cells % 4) if character == "\t" else safe(character)
        pieces.append(piece)
        cells += _cells(piece)
    return pieces


def _cells(text: str) -> int:
    return len(text) if text.isascii() else sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _cut(text: str, used: int) -> str:
    room = _WINDOW - used
    return text if _cells(text) <= room and len(text) < _LONGEST else text[: room - 1] + "…"


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return {0x0A: "\\n", 0x0D: "\\r"}.get(code) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
