"""Which findings a piece of log is about: the text of `--match`, and what it tells of the place.

The text is an exception's message, or anything that contains one: a log line, a JSON record, a
traceback, a record inside another one. What is compared are the texts of the exceptions that
the findings stand for, so nothing need be known of the log's format. The functions that the
text names are kept apart: they tell from where the line was reached, not where it is, because
whoever logs an exception is seldom the one who raised it.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator

from smoke.dataclass import dataclass
from smoke.model import Finding
from smoke.patterns import later

_ALONE = 8  # characters of a message without a space that say enough to be looked for in a longer text
_FRAME = later(r'File "(?P<path>[^"\n]+)", line (?P<line>\d+), in (?P<function>[\w.<>]+)')
_QUOTES = str.maketrans(
    "\u2018\u2019\u201c\u201d`\u00b4", "''\"\"''"
)  # what word processors and chats make of ' and "
_WORD = later(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_DEPTH = 8  # records inside records


@dataclass(frozen=True)
class Sought:
    """The text of `--match`, understood."""

    text: str
    texts: tuple[str, ...]  # the text and every text inside it, in the spelling of Python's messages
    frames: tuple[tuple[str, str], ...]  # path and function of the frames of a traceback, outermost first
    words: frozenset[str]  # names, dotted ones whole and in their parts

    def matches(self, finding: Finding) -> bool:
        """True if this finding's exception is the one of the text."""
        return finding.exception is not None and any(_says(text, finding.exception) for text in self.texts)

    def nearness(self, module: str, function: str, path: str) -> int:
        """How plainly the text names a function: 0 not at all."""
        name = function.rpartition(".")[2]
        for place, (file, in_function) in enumerate(self.frames):
            if in_function.rpartition(".")[2] == name and _same_file(file, path):
                return 1000 - place
        if name not in self.words:
            return 0
        return 3 if module in self.words else 2 if function in self.words and "." in function else 1


def understand(text: str) -> Sought:
    """What the text of `--match` says."""
    texts = tuple(dict.fromkeys(_plain(each) for each in _inside(text, _DEPTH)))
    frames = tuple((match["path"], match["function"]) for each in texts for match in _FRAME.finditer(each))
    whole = [word for each in texts for word in _WORD.findall(each)]
    return Sought(text, texts, tuple(dict.fromkeys(frames)), frozenset(_with_parts(whole)))


def _says(text: str, exception: str) -> bool:
    """True if a text contains this exception, with its type or by its message alone."""
    kind, _, message = (_plain(part) for part in exception.partition(": "))
    if text == message or _contains(text, f"{kind}: {message}" if message else kind):
        return True
    telling = " " in message or len(message) >= _ALONE
    return telling and _contains(text, message)


def _contains(text: str, part: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text) is not None


def _plain(text: str) -> str:
    """The text with the quotes and spaces that Python's own messages have."""
    unescaped = html.unescape(text).translate(_QUOTES).replace("\\'", "'").replace('\\"', '"')
    return "\n".join(" ".join(line.split()) for line in unescaped.splitlines()).strip()


def _inside(text: str, depth: int) -> Iterator[str]:
    """The text, and the texts of the JSON records that it is or contains."""
    yield text
    if depth == 0:
        return
    for record in _records(text):
        for each in _strings(record):
            yield from _inside(each, depth - 1)


def _records(text: str) -> Iterator[object]:
    decoder = json.JSONDecoder(strict=False)
    position = text.find("{")
    while position >= 0:
        try:
            record, position = decoder.raw_decode(text, position)
            yield record
        except (ValueError, RecursionError):
            position += 1
        position = text.find("{", position)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def _with_parts(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        parts = word.split(".")
        yield from parts
        yield from (".".join(parts[:length]) for length in range(2, len(parts) + 1))
        yield ".".join(parts[-2:])


def _same_file(one: str, other: str) -> bool:
    """Whether two paths, from two machines perhaps, end alike."""
    mine, theirs = one.replace("\\", "/").split("/"), other.replace("\\", "/").split("/")
    return mine[-2:] == theirs[-2:]
