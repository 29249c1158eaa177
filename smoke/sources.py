"""Lines of source files, as Python itself would read them, for positions, carets and tracebacks.

Contract: never raises for what is on disk. No such file, not a regular file, not
decodable, too large, or no file at all (`<string>`): there are simply no lines. The
encoding is the one that PEP 263 gives; bytes that do not fit become U+FFFD. A file is
read once; what is returned is never changed.
"""

from __future__ import annotations

import contextlib
import io
import os
import stat
from codecs import BOM_UTF8
from collections.abc import Iterator
from functools import lru_cache

SIZE_LIMIT = 20 * 1024 * 1024  # bytes; nobody reads a larger source file in a report


def line(path: str | None, number: int | None) -> str | None:
    """One line of a source file without its end, or None where there is none; 1-based."""
    if path is None or number is None or number < 1:
        return None
    found = lines(path)
    return found[number - 1] if number <= len(found) else None


@lru_cache(maxsize=512)
def lines(path: str) -> tuple[str, ...]:
    """All lines of a source file without their ends; empty when it cannot be read.

    Split where Python splits: at LF, CRLF and CR, not at form feeds or U+2028.
    """
    text = _decoded(read(path) or b"")
    return tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")) if text else ()


@lru_cache(maxsize=32)
def read(path: str) -> bytes | None:
    """The bytes of a regular file of tolerable size, else None."""
    try:
        status = os.stat(path)  # before opening: a FIFO would wait for a writer
        if not stat.S_ISREG(status.st_mode) or status.st_size > SIZE_LIMIT:
            return None
        with open(path, "rb") as stream:
            return stream.read()  # with a limit, as much would be allocated each time
    except (OSError, ValueError):  # ValueError: a null character in the path
        return None


def occurrences(data: bytes, word: bytes) -> Iterator[int]:
    """Where the word begins, each time: far quicker than a pattern that does not begin with plain text."""
    place = data.find(word)
    while place >= 0:
        yield place
        place = data.find(word, place + 1)


def character_column(text: str, byte_column: int) -> int:
    """The 1-based character column for a 0-based column in UTF-8 bytes (as `co_positions` counts)."""
    return len(text.encode("utf-8", "surrogatepass")[:byte_column].decode("utf-8", "replace")) + 1


def _decoded(data: bytes) -> str:
    second = data.find(b"\n", data.find(b"\n") + 1)  # the end of the second line
    if not data.startswith(BOM_UTF8) and b"coding" not in (data if second < 0 else data[:second]):
        with contextlib.suppress(ValueError):
            return data.decode("utf-8")
    import tokenize  # takes 2 ms to load

    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError:  # an unknown encoding, or no UTF-8 without saying so
        encoding = "utf-8-sig"
    try:
        return data.decode(encoding, "replace")
    except (LookupError, ValueError):  # a codec that is no text encoding, or one that cannot "replace"
        return data.decode("utf-8-sig", "replace")
