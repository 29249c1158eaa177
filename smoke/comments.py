"""Comments by which a line asks not to be reported, found as Python's tokenizer finds comments.

Understood, in upper or lower case:

    # smoke: ignore[undefined-name, unbound-name] the reason      these rules
    # smoke: ignore  the reason                                   every rule
    # noqa: F821        # noqa        # type: ignore[name-defined]        # type: ignore

The last four are other tools' comments. They hide findings about names only, never a failed
import: `import yaml  # noqa` and `import yaml  # type: ignore` are written for an unused name
or missing stubs, and whoever wrote them still wants to know that yaml is not there.

A comment speaks for its own physical line; at the end of a statement of several lines it
speaks for all of them. The text "# noqa" inside a string is no comment.
"""

from __future__ import annotations

import io
import json
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from smoke import sources, told
from smoke.dataclass import dataclass
from smoke.patterns import later

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tokenize import TokenInfo
    from typing import Any, TypeVar

    _Told = TypeVar("_Told")

_OURS = later(r"#\s*smoke:\s*ignore\b(?:\s*\[(?P<rules>[^\]]*)\])?(?P<reason>[^#]*)", re.IGNORECASE)
_NOQA = later(r"#\s*noqa(?::\s*(?P<codes>[A-Z]+[0-9]+(?:[,\s]+[A-Z]+[0-9]+)*))?", re.IGNORECASE)
_TYPE_IGNORE = later(r"#\s*type:\s*ignore\b(?:\[(?P<codes>[^\]]*)\])?", re.IGNORECASE)
_HIDING = later(r"#\s*(?:smoke:|noqa|type:\s*ignore)", re.IGNORECASE)
_WORTH_READING = later(_HIDING.pattern.encode(), re.IGNORECASE)  # the same in a file
_OURS_BYTES = later(rb"#\s*smoke:\s*ignore", re.IGNORECASE)

_BEGINNING = later(
    r"\s*(?:assert|break|class|continue|def|del|elif|except|finally|global|import|nonlocal|pass|raise|return|try"
    r"|while|with)\b"
)
_FORMATTED = later(rb"""[fFtT][rR]?(?:\"{3}|'{3})|[rR][fFtT](?:\"{3}|'{3})""")


@dataclass(frozen=True)
class Comment:
    """One `# smoke: ignore` comment."""

    path: str
    line: int
    column: int  # 1-based, in characters
    text: str
    rules: tuple[str, ...]  # empty: every rule
    reason: str | None


@dataclass(frozen=True)
class Comments:
    """What the comments of one file say, by physical line."""

    ours: Mapping[int, Comment]
    foreign: Mapping[int, str]  # lines on which another tool's comment hides undefined names: its text
    statement_end: Mapping[int, int]  # last line of the statement, for statements of several lines

    def lines_for(self, line: int) -> tuple[int, ...]:
        """The lines whose comments speak for this one."""
        end = self.statement_end.get(line, line)
        return (line,) if end == line else (line, end)


def has_ours(path: str) -> bool:
    """True if the file may hold a `# smoke: ignore` comment; cheap."""
    return bool(_OURS_BYTES.search(sources.read(path) or b""))


def may_concern(path: str, line: int) -> bool:
    """False if no comment of the file can speak for that line of code; needs no tokenizer.

    A comment further down speaks for it only if both are in one statement. They are not if, outside
    any text of several lines, a line between them begins with a keyword that no expression has.
    """
    numbers, simple = _worth_reading(path)
    following = bisect_left(numbers, line)
    if following == len(numbers):
        return False
    if numbers[following] == line or not simple:
        return True
    own, *between = sources.lines(path)[max(line - 1, 0) : numbers[following]]
    until = next((number for number, text in enumerate(between) if _BEGINNING.match(text)), None)
    return until is None or any(map(_may_go_on, (own, *between[:until])))


@lru_cache(maxsize=512)
def _worth_reading(path: str) -> tuple[Sequence[int], bool]:
    """The lines with what looks like such a comment; whether code cannot stand in a text of several lines."""
    return _told(path, "lines that may hide", _look, _as_look)


def _look(path: str) -> tuple[list[int], bool]:
    data = sources.read(path) or b""
    if not _WORTH_READING.search(data):
        return [], True
    lines = enumerate(sources.lines(path), start=1)
    found = [number for number, text in lines if _HIDING.search(text) and _may_hide(text)]
    return found, _FORMATTED.search(data) is None


def _as_look(value: Any) -> tuple[list[int], bool]:
    found, simple = value
    return [int(number) for number in found], bool(simple)


def _may_hide(line: str) -> bool:
    """True if some `#` of the line begins, as far as that can be seen here, a comment that hides findings."""
    _, *parts = re.split(r"(?=#)", line)
    return any(_OURS.match(part) or _hides_names(part) for part in parts)


def _may_go_on(text: str) -> bool:
    """True if what follows the line may belong to a string that begins in it."""
    return text.endswith("\\") or '"""' in text or "'''" in text


@lru_cache(maxsize=512)
def of(path: str) -> Comments:
    """The comments of a file; none if it cannot be read."""
    ours, foreign, ends = _told(path, "comments that hide", _read, _as_read)
    known = [Comment(path, *each) for each in ours]
    last_lines = {line: last for first, last in ends for line in range(first, last)}
    return Comments({each.line: each for each in known}, dict(foreign), last_lines)


_Ours = tuple[int, int, str, tuple[str, ...], str | None]  # line, column, text, rules, reason
# With the lines and texts of other tools' comments, and the first and last line of statements.
_Read = tuple[list[_Ours], list[tuple[int, str]], list[tuple[int, int]]]


def _read(path: str) -> _Read:
    import tokenize  # takes 2 ms to load

    ours: dict[int, Comment] = {}
    foreign: dict[int, str] = {}
    ends: list[tuple[int, int]] = []
    numbers, _ = _worth_reading(path)
    start: int | None = None
    between = {tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER}
    for token in _tokens(path) if numbers else ():
        line = token.start[0]
        if start is None and line > numbers[-1]:
            break
        if token.type == tokenize.COMMENT:
            _note(path, token, ours, foreign)
        elif token.type == tokenize.NEWLINE:
            if start is not None and start < line:
                ends.append((start, line))
            start = None
        elif start is None and token.type not in between:
            start = line
    rows = [(each.line, each.column, each.text, each.rules, each.reason) for each in ours.values()]
    return rows, list(foreign.items()), ends


def _as_read(value: Any) -> _Read:
    ours, foreign, ends = value
    return (
        [
            (int(line), int(column), str(text), tuple(map(str, rules)), None if why is None else str(why))
            for line, column, text, rules, why in ours
        ],
        [(int(line), str(text)) for line, text in foreign],
        [_as_range(int(first), int(last)) for first, last in ends],
    )


def _as_range(first: int, last: int) -> tuple[int, int]:
    if not 0 < first <= last <= sources.SIZE_LIMIT:
        raise ValueError(f"no lines {first} to {last}")
    return first, last


def _told(path: str, question: str, read: Callable[[str], _Told], believed: Callable[[Any], _Told]) -> _Told:
    """What the file says, from an earlier run if that has left something of the right shape."""
    texts = told.by(path, question, lambda each: [json.dumps(read(each))])
    try:
        return believed(json.loads(texts[0]))
    except (ValueError, TypeError, IndexError, OverflowError, RecursionError):
        return read(path)


def _tokens(path: str) -> Iterator[TokenInfo]:
    """The tokens of a file as far as this Python understands it."""
    import tokenize

    text = "\n".join(sources.lines(path))
    try:
        yield from tokenize.generate_tokens(io.StringIO(text).readline)
    except (tokenize.TokenError, SyntaxError, ValueError):  # newer syntax, or a file that is no Python
        return


def _note(path: str, token: TokenInfo, ours: dict[int, Comment], foreign: dict[int, str]) -> None:
    line, column = token.start
    match = _OURS.search(token.string)
    if match:
        rules = tuple(filter(None, (rule.strip() for rule in (match["rules"] or "").split(","))))
        reason = match["reason"].strip(" \t-:–—") or None  # noqa: RUF001 - people write such dashes
        text = token.string[
            match.start() : match.end("rules") + 1 if match["rules"] is not None else match.end()
        ]
        ours[line] = Comment(path, line, column + match.start() + 1, text.strip(), rules, reason)
    hidden = _hides_names(token.string)
    if hidden is not None:
        foreign[line] = hidden


def _hides_names(comment: str) -> str | None:
    """The text of another tool's comment if that tool would hide an undefined name for it."""
    match = _NOQA.search(comment)
    if match and (match["codes"] is None or _names_f821(match["codes"])):
        return match[0].strip()
    match = _TYPE_IGNORE.search(comment)
    if match and (match["codes"] is None or "name-defined" in re.split(r"[,\s]+", match["codes"])):
        return match[0].strip()
    return None


def _names_f821(codes: str) -> bool:
    """flake8 takes a code as a prefix: F8 and F82 hide F821 too."""
    return any(code and "F821".startswith(code.upper()) for code in re.split(r"[,\s]+", codes))
