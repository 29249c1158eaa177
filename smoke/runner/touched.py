"""What a child has touched, added up along the processes that it was forked from.

Each process tells only what the one before it has not told (`probe/touched.py`), so what many
children share is one object here, and is written to the cache once.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from smoke.model import Touched
from smoke.runner.child import Child
from smoke.runner.records import Record

_EXAMINED = ("names", "unexamined", "answer")  # these tell again what the same process has told before


def of(child: Child, *others: Record) -> Touched | None:
    """All that counts for what `child` has reported so far; None if that is not known.

    `others` are records of a process that was forked from it, such as one that only examines.
    """
    before = _state(child)
    extra = [each for each in (*child.records, *others) if each["is"] in _EXAMINED]
    if before is None and any(each["is"] not in _EXAMINED and "touched" in each for each in child.records):
        return None
    if before is None and child.origin is not None:
        return None
    return _added(extra, before)


def of_attempt(child: Child, records: Iterable[Record]) -> Touched | None:
    """All that counts for an import that left the process of `child` as it was: what its records tell."""
    before = _state(child.origin) if child.origin is not None else None
    return None if before is None and child.origin is not None else _added(records, before)


def _state(child: Child) -> Touched | None:
    """What a process brings along that is forked from this one."""
    if child.state_touched is None:
        before = None if child.origin is None else _state(child.origin)
        if child.origin is None or before is not None:
            own = [each for each in child.records if each["is"] not in _EXAMINED]
            child.state_touched = _added(own, before)
    return child.state_touched


def _added(records: Iterable[Record], before: Touched | None) -> Touched | None:
    told = [record["touched"] for record in records if "touched" in record]
    if None in told:
        return None
    files, listed, searched = (
        tuple(sys.intern(path) for path in sorted({path for each in told for path in each[kind]}))
        for kind in ("files", "listed", "searched")
    )
    return Touched(files, listed, searched, before) if files or listed or searched else before
