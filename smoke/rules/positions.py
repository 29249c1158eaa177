"""From a line and a name to columns: 1-based, in characters, the end exclusive.

From 3.11 on the bytecode knows the columns (in UTF-8 bytes, 0-based); before, and for
tracebacks, the name is looked for in the source line, and where that is ambiguous there is
no column.
"""

from __future__ import annotations

import re

from smoke import sources
from smoke.dataclass import replace
from smoke.model import Finding, Load

_STRING_OR_COMMENT = r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|#.*"""


def of_load(load: Load, occurrence: int) -> tuple[int, int, int] | None:
    """(column, end_line, end_column) of a load; `occurrence` counts equal loads on its line from 0."""
    if load.column is None:
        columns = of_token(load.path, load.line, load.name, occurrence)
        return (columns[0], load.line, columns[1]) if columns else None
    text = sources.line(load.path, load.line)
    if text is None:
        return None
    end_line = load.end_line or load.line
    last = text if end_line == load.line else sources.line(load.path, end_line)
    column = sources.character_column(text, load.column)
    if last is None or load.end_column is None:
        return column, load.line, column + len(load.name)
    return column, end_line, sources.character_column(last, load.end_column)


def of_token(
    path: str | None, line: int | None, name: str | None, occurrence: int = 0
) -> tuple[int, int] | None:
    """(column, end column) of a name on a source line, not of an attribute or a keyword argument."""
    text = sources.line(path, line)
    if text is None or not name:
        return None
    found = [match.span() for match in _tokens(text, name)]
    if not found and (written := unmangled(name)) is not None:
        found = [match.span() for match in _tokens(text, written)]
    if occurrence >= len(found):
        return None
    start, end = found[occurrence]
    return start + 1, end + 1


def with_column(finding: Finding, column: int | None) -> Finding:
    """The finding with the column at which a SyntaxError points, if the line has it."""
    text = sources.line(finding.path, finding.line)
    if text is None or column is None or not 1 <= column <= len(text) + 1:
        return finding
    return replace(finding, column=column, end_line=finding.line, end_column=column + 1)


def unmangled(name: str) -> str | None:
    """What the source says for a name that Python mangled: "__helper" for "_Breaker__helper"."""
    match = re.fullmatch(r"_[^\W_]\w*?(__\w+)", name)
    return match[1] if match and not name.endswith("__") else None


def _tokens(text: str, name: str) -> list[re.Match[str]]:
    """Where the name stands in code; in strings (an f-string perhaps) if it stands nowhere else."""
    token = rf"(?<![\w.])(?<!\. )(?P<name>{re.escape(name)})(?!\w)(?!\s*=(?!=))"
    scanned = re.finditer(rf"{_STRING_OR_COMMENT}|{token}", text)
    in_code = [match for match in scanned if match["name"] is not None]
    return in_code or list(re.finditer(token, text.partition("#")[0]))
