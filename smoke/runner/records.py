"""Bytes from a child become records, or a reason to distrust them.

The bytes are hostile input: the checked package can write to any descriptor of its process. A
record is a line that holds the child's own token and, after it, an ASCII JSON object of a
known shape (`shapes`). Lines without the token are somebody else's and count for nothing; a line
with the token that is no such object means that the probe is broken or that its memory has
been searched, and ends the reading.
"""

from __future__ import annotations

import json

from smoke.errors import ProbeError
from smoke.probe.wire import RECORD_LIMIT
from smoke.runner import shapes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

Record = dict[str, "Any"]


class RecordReader:
    """Collects the bytes of one child and hands out whole records."""

    def __init__(self, token: str) -> None:
        self._token = token.encode("ascii")
        self._rest = b""

    def feed(self, data: bytes) -> list[Record]:
        """The records completed by `data`.

        Raises: ProbeError when the bytes after a token are not what a probe writes.
        """
        *lines, rest = data.split(b"\n")
        if lines:
            lines[0] = self._rest + lines[0]
            self._rest = rest
        else:
            self._rest += rest
        if len(self._rest) > RECORD_LIMIT:
            self._shorten()
        found = (line.partition(self._token) for line in lines)
        return [_parse(record) for _noise, token, record in found if token]

    def _shorten(self) -> None:
        """Forget a long line without a token; the token may have begun at its end."""
        if self._token in self._rest:
            raise ProbeError(f"a record of more than {RECORD_LIMIT} bytes")
        self._rest = self._rest[-len(self._token) :]


def _parse(line: bytes) -> Record:
    try:
        record = _DECODER.decode(line.decode("ascii"))
    except (ValueError, RecursionError) as error:
        raise ProbeError(f"a record that is not JSON: {line[:80]!r} ({type(error).__name__})") from None
    problem = shapes.problem(record)
    if problem is not None:
        raise ProbeError(f"a record of no known shape: {problem}")
    return record  # type: ignore[no-any-return]  # its shape has just been looked at


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


_DECODER = json.JSONDecoder(parse_constant=_refuse)  # made once: there are thousands of records


class Tail:
    """The end of what a child wrote as text: at most `limit` bytes are kept."""

    def __init__(self, limit: int = 20_000) -> None:
        self._limit, self._kept, self._dropped = limit, bytearray(), 0

    def feed(self, data: bytes) -> None:
        """Add bytes, forgetting the oldest beyond the limit."""
        self._kept += data
        surplus = len(self._kept) - self._limit
        if surplus > 0:
            del self._kept[:surplus]
            self._dropped += surplus

    def text(self) -> str | None:
        """What was kept, with a first line that says how much is missing; None for nothing."""
        if not self._kept:
            return None
        shown = self._kept.decode("utf-8", "backslashreplace")
        return f"[… {self._dropped} bytes left out …]\n{shown}" if self._dropped else shown
