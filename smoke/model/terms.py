"""The words that say of what kind something is; their values are what every format prints."""

from __future__ import annotations

from enum import Enum


class Outcome(str, Enum):
    """How the import of one planned module ended; exactly one for each."""

    IMPORTED = "imported"
    RAISED = "raised"
    EXITED = "exited"
    CRASHED = "crashed"
    TIMED_OUT = "timed-out"
    BLOCKED = "blocked"
    SKIPPED = "skipped"
    NOT_CHECKABLE = "not-checkable"
    PROBE_FAILED = "probe-failed"


class Severity(str, Enum):
    """How much a finding matters, most serious first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the most serious."""
        return list(Severity).index(self)


class Isolation(str, Enum):
    """In what kind of process state the module was imported."""

    FRESH = "fresh"
    FORK = "fork"
    SHARED = "shared"


class ModuleKind(str, Enum):
    """What the import system would load for a module."""

    SOURCE = "source"
    BYTECODE = "bytecode"
    EXTENSION = "extension"
    BUILTIN = "builtin"
