"""Bytes from a child become records, or a reason to distrust them.

The bytes are hostile input: the checked package can write to any descriptor of its
process. Lines are limited in length, must be ASCII JSON objects with a known "is", and
whatever does not fit ends the reading.
"""

from __future__ import annotations

import json
from typing import Any

from smoke.errors import ProbeError
from smoke.probe.wire import RECORD_LIMIT

Record = dict[str, Any]

_KINDS = frozenset(
    (
        "ready",
        "setup-raised",
        "imported",
        "raised",
        "exited",
        "skipped",
        "names",
        "unexamined",
        "failed",
        "scan",
        "staged",
        "unstaged",
        "done",
    )
)


class RecordReader:
    """Collects the bytes of one child and hands out whole records."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[Record]:
        """The records completed by `data`.

        Raises: ProbeError when the bytes are not what a probe writes.
        """
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > RECORD_LIMIT:
            raise ProbeError(f"a record of more than {RECORD_LIMIT} bytes")
        return [_parse(line) for line in lines]


def _parse(line: bytes) -> Record:
    try:
        record = json.loads(line.decode("ascii"))
    except (ValueError, RecursionError) as error:
        raise ProbeError(f"a record that is not JSON: {line[:80]!r} ({type(error).__name__})") from None
    if not isinstance(record, dict) or record.get("is") not in _KINDS:
        raise ProbeError(f"a record of no known kind: {line[:80]!r}")
    return record


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
