"""What checked code can do to the run, as data: one behaviour for each row, with its one right outcome.

    Fault("exits_zero", "exited", "import sys\\nsys.exit(0)", exit_status=0)

A fault is a module of its name, or a small package (`files`). It gives the same outcome under
every isolation strategy, and every other module of the run is as good as if it were not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from textwrap import dedent

HEALTHY = "from os import path\n\n\ndef answer():\n    return missing_on_purpose\n"


@dataclass(frozen=True)
class Fault:
    """One behaviour and what must be said about it."""

    name: str
    outcome: str
    source: str = ""
    says: str | None = None  # part of the finding's message
    files: Mapping[str, str | bytes] = field(default_factory=dict)  # instead of `source`; by path
    outcomes: Mapping[str, str] = field(default_factory=dict)  # of further modules, by name
    links: Mapping[str, str] = field(default_factory=dict)  # symbolic links; "fifo" makes a FIFO
    alone: bool = False  # hurts the process that its neighbours start from: gets a run of its own
    lowest: tuple[int, int] = (3, 8)  # Python that has what it needs
    below: tuple[int, int] = (4, 0)

    def written(self) -> dict[str, bytes]:
        """The files of the fault, by path."""
        files = dict(self.files) or ({f"{self.name}.py": self.source} if self.source else {})
        return {
            path: text if isinstance(text, bytes) else dedent(text).lstrip("\n").encode()
            for path, text in files.items()
        }

    def expected(self) -> dict[str, str]:
        """Module name to outcome."""
        return {self.name: self.outcome, **self.outcomes}


def everything() -> list[Fault]:
    """Every fault, by name."""
    from faults import (
        descriptors,
        endings,
        exceptions,
        hangs,
        limits,
        modules,
        processes,
        replacements,
        states,
    )

    rooms = (
        endings,
        hangs,
        processes,
        descriptors,
        limits,
        replacements,
        exceptions,
        modules,
        states,
    )
    found = sorted((fault for room in rooms for fault in room.FAULTS), key=lambda fault: fault.name)
    assert len({fault.name for fault in found}) == len(found), "two faults of one name"
    return found
