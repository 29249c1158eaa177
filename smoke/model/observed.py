"""What became of each import, as the runner reports it."""

from __future__ import annotations

from smoke.dataclass import dataclass, field
from smoke.model.names import NameFacts
from smoke.model.planned import Module
from smoke.model.terms import Isolation, Outcome


@dataclass(frozen=True)
class Frame:
    """One line of a traceback."""

    path: str
    line: int
    function: str
    module: str  # the __name__ of the frame's globals, "" when unknown


@dataclass(frozen=True)
class Raised:
    """One exception of a chain, as the child described it."""

    type: str  # "ModuleNotFoundError", or "pkg.errors.Custom" when it is no builtin
    bases: tuple[str, ...]  # qualified names of the whole __mro__, builtins without a prefix
    message: str
    name: str | None  # ImportError.name / NameError.name / AttributeError.name
    frames: tuple[Frame, ...]  # outermost first, without importlib's and the probe's
    link: str | None = None  # how the exception before it in the chain refers to it: "cause", "context"
    suppressed: bool = False  # linked, but hidden by `raise … from None`
    path: str | None = None  # ImportError.path, or SyntaxError.filename
    line: int | None = None  # SyntaxError.lineno
    column: int | None = None  # SyntaxError.offset, 1-based
    name_from: str | None = None  # ImportError.name_from (3.12+): `from name import name_from`


@dataclass(frozen=True, eq=False)
class Touched:
    """The files and folders that decided what a process did, for the cache; absolute paths."""

    files: tuple[str, ...] = ()  # executed or opened for reading; some may not exist
    listed: tuple[str, ...] = ()  # folders of which a package wanted to know the content
    searched: tuple[str, ...] = ()  # folders in which modules were looked for
    before: Touched | None = None  # of the process that this one was forked from


@dataclass(frozen=True)
class Result:
    """What became of one planned module."""

    module: Module
    outcome: Outcome
    isolation: Isolation = Isolation.FRESH
    seconds: float = 0.0
    detail: str | None = None  # one line: the reason of skipped/blocked/not-checkable/probe-failed, else None
    raised: tuple[Raised, ...] = ()  # outermost first, then what it was raised from or during
    exit_status: int | None = None  # of `exited`: SystemExit's code or the process's status
    exit_message: str | None = None  # of `exited`: SystemExit("message")
    exit_how: str | None = None  # of `exited`: "SystemExit", "os._exit", "vanished" (no completion record)
    exit_frames: tuple[Frame, ...] = ()
    signal: str | None = None  # of `crashed`: "SIGSEGV"
    stack: str | None = None  # faulthandler's text, of `crashed` and `timed-out`
    output: str | None = None  # the end of what the import wrote to stdout and stderr
    timeout: float | None = None  # of `timed-out`: the limit in seconds
    after: str | None = None  # of `raised`: a module of the target after which it does import
    names: NameFacts | None = None
    touched: Touched | None = field(default=None, compare=False, repr=False)  # None: not known


@dataclass(frozen=True)
class Question:
    """A module to import, and attributes to take from it one after the other."""

    module: str
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What came of a question that was put to a process of its own."""

    question: Question
    result: Result  # of all of it: `imported` if the module and every attribute are there
    found: int = -1  # how many of the attributes are there; -1: the module did not import
