"""What the user is told, and what one interpreter's run came to."""

from __future__ import annotations

from smoke.dataclass import dataclass
from smoke.model.observed import Answer, Result
from smoke.model.planned import Interpreter, Selection
from smoke.model.terms import Severity


@dataclass(frozen=True)
class EntryPoint:
    """One entry point that a distribution declares."""

    distribution: str
    group: str
    name: str
    value: str  # as it is written: "pkg.mod:function [extra]"
    path: str | None = None  # the file that declares it
    line: int | None = None
    module: str = ""  # of the value; empty for a value that is no reference
    attributes: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()  # of the distribution, without which it is not meant to load


@dataclass(frozen=True)
class Foreign:
    """A distribution of others that a module is certain to import, as the target's metadata sees it."""

    importer: str
    path: str | None  # of the importer
    target: str  # the dotted name that it imports
    distributions: tuple[str, ...]  # that ship it here
    extras: tuple[str, ...] = ()  # that declare it; none: nothing declares it
    brought_by: tuple[str, ...] = ()  # declared requirements that require it


@dataclass(frozen=True)
class Link:
    """One function of a chain of calls."""

    module: str
    function: str
    path: str
    line: int  # where it calls the next one; of the last one, the line of the finding
    possible: bool = False  # the call to it is by the name of a method or attribute only


@dataclass(frozen=True)
class Finding:
    """One thing to tell the user."""

    rule: str
    severity: Severity
    interpreter: str
    module: str
    message: str
    function: str | None = None
    name: str | None = None
    path: str | None = None
    line: int | None = None
    column: int | None = None  # 1-based, in characters
    end_line: int | None = None
    end_column: int | None = None
    help: str | None = None
    detail: str | None = None  # several lines for the full report: traceback, stack, output
    fingerprint: str = ""
    exception: str | None = None  # what Python would say: "NameError: name 'time' is not defined"
    reached: tuple[tuple[Link, ...], ...] = ()  # chains of calls to the line, from an entry on; if asked for


@dataclass(frozen=True)
class Suppressed:
    """A finding that the user asked not to see, with where they said so."""

    finding: Finding
    by: str  # "inline" or "settings"
    reason: str | None


@dataclass(frozen=True)
class InterpreterRun:
    """Everything that one interpreter had to say."""

    interpreter: Interpreter
    selection: Selection
    results: tuple[Result, ...]  # sorted by module name, one for each planned module
    entry_points: tuple[tuple[EntryPoint, Answer | None], ...] = ()  # None: it was not asked
    lazy: tuple[Answer, ...] = ()  # lazy attributes that do not come
    undeclared: tuple[Foreign, ...] = ()  # only if the rule is selected
    reused: int = 0  # how many of them come from the cache
    deferred: tuple[Answer, ...] = ()  # about what functions import and the run has not imported


@dataclass(frozen=True)
class Report:
    """The whole run, ready to be written."""

    version: str
    runs: tuple[InterpreterRun, ...]
    findings: tuple[Finding, ...]  # sorted; without the suppressed ones
    suppressed: tuple[Suppressed, ...] = ()
    seconds: float = 0.0
    stopped: str | None = None  # why the run ended early: "--maxfail 1 reached", "interrupted"
    interrupted: bool = False  # by the user
