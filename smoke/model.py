"""The data that the stages hand to each other; no behaviour beyond ordering and naming.

    target -> Selection -> Plan -> Result (one for each planned module) -> Finding -> Report

Everything here is frozen: a stage never changes what an earlier one said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property


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


@dataclass(frozen=True)
class Interpreter:
    """One interpreter to check with, as it described itself."""

    id: str  # unique within a run: "3.11", or "3.11 (/path/to/python)" where two share a version
    executable: str
    version: str  # "3.11.7"
    version_info: tuple[int, int, int]
    implementation: str  # "cpython"
    platform: str  # its sys.platform
    sys_path: tuple[str, ...]  # as a child sees it: without '' or the script's folder
    source_suffixes: tuple[str, ...]
    bytecode_suffixes: tuple[str, ...]
    extension_suffixes: tuple[str, ...]
    builtin_modules: frozenset[str]
    stdlib_modules: frozenset[str]  # top-level names of its standard library, of every platform
    stdlib_path: str
    can_fork: bool


@dataclass(frozen=True)
class Module:
    """One module found on disk (or built in), importable or to be skipped with a reason."""

    name: str
    path: str | None
    kind: ModuleKind = ModuleKind.SOURCE
    is_package: bool = False
    skip: str | None = None  # why it is not imported, in words for the report
    note: str | None = None  # something worth showing, e.g. a shadowed source file

    @property
    def is_main(self) -> bool:
        """True for `pkg.__main__`, which is examined but never executed."""
        return self.name.rpartition(".")[2] == "__main__" and "." in self.name


@dataclass(frozen=True)
class Selection:
    """What the targets of one run come to, for one interpreter."""

    modules: tuple[Module, ...]  # sorted by name, each name once
    roots: tuple[str, ...] = ()  # folders that go first on the child's sys.path (source mode)
    distributions: tuple[str, ...] = ()  # names of installed distributions given by the targets
    project: str | None = None  # folder of a pyproject.toml that describes the target (source mode)
    notes: tuple[str, ...] = ()  # what the user should know, e.g. "checking ./src instead of ..."


@dataclass(frozen=True)
class Import:
    """One import statement at a module's own level, as its bytecode has it."""

    target: str  # absolute dotted name
    names: tuple[str, ...] | None  # of `from target import …`; None for `import target`
    mode: str  # "lead", "sure", "maybe" or "absent" (see `probe/scan.py`)


@dataclass(frozen=True)
class Scan:
    """What the code of one module says about its import, read without executing it."""

    module: str
    size: int  # bytes of bytecode, nested code included: a first guess at the time that it takes
    binds: frozenset[str]  # names that a package's own level stores
    imports: tuple[Import, ...]


@dataclass(frozen=True)
class Step:
    """How one module would be handled."""

    module: Module
    action: str  # "import", "examine" (read, never executed: __main__) or "skip"
    parent: str | None = None  # the nearest planned package above it; it must import first
    stage: int | None = None  # index of the stage it starts from; None: the bare interpreter
    takes: tuple[tuple[str, tuple[str, ...]], ...] = ()  # names that it takes from other planned modules
    enters: tuple[tuple[int, str], ...] = ()  # by import cycle: the member it reaches first; "": not known


@dataclass(frozen=True)
class Stage:
    """A process state with some imports done, from which several modules start."""

    imports: tuple[str, ...]  # beyond those of the parent stage
    parent: int | None = None  # index; None: the bare interpreter
    host: str | None = None  # the step whose own process becomes this state, imports == (host,)
    steps: int = 0  # how many steps start from it or from a stage below it
    cost: float = 0.0  # expected seconds of its own imports


@dataclass(frozen=True)
class Plan:
    """Every step of a run, parents before children; either strategy can execute it."""

    interpreter: Interpreter
    isolation: Isolation  # FRESH or FORK
    steps: tuple[Step, ...]
    roots: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()  # parents before children; empty for FRESH
    wanted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # names that others take, by module
    cycles: Mapping[str, int] = field(default_factory=dict)  # the number of the import cycle, by module
    chosen: frozenset[str] | None = None  # modules whose results are asked for; None: all of them

    def asks_for(self, name: str) -> bool:
        """True if the result of this module is wanted; the others run only where one of these needs them."""
        return self.chosen is None or name in self.chosen

    @cached_property
    def asked(self) -> tuple[Step, ...]:
        """The steps whose results are wanted, in their order."""
        return tuple(step for step in self.steps if self.asks_for(step.module.name))

    @cached_property
    def inside(self) -> tuple[str, ...]:
        """The top-level names of the planned modules, sorted."""
        return tuple(sorted({step.module.name.partition(".")[0] for step in self.steps}))


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


@dataclass(frozen=True)
class Load:
    """A place in a live function that loads a global name which does not exist now."""

    name: str  # as the bytecode has it (mangled where Python mangles)
    function: str  # qualified name, "Breaker.record.<locals>.inner"
    path: str  # file of the code object; may be "<string>" for generated code
    line: int
    column: int | None = None  # 0-based, in bytes of the UTF-8 line, as co_positions has it
    end_line: int | None = None
    end_column: int | None = None
    reach: str = "possible"  # "never" (a guard excludes it), "elsewhere" (only here), "caught"


@dataclass(frozen=True)
class Store:
    """A place where the module's own code binds a name."""

    line: int
    state: str  # "type-checking" (only under TYPE_CHECKING), "not-run", "ran", "function" (by `global`)
    how: str  # "import", "definition", "assignment"
    function: str | None = None  # the binding function for state "function"
    because: int | None = None  # line of the condition that kept it from running, where known


@dataclass(frozen=True)
class Binding:
    """All that the module's code does to one missing name."""

    name: str
    stores: tuple[Store, ...] = ()
    deletes: tuple[int, ...] = ()  # lines of `del name` (or the end of `except … as name`) that could run
    dynamic: tuple[str, ...] = ()  # functions that write the namespace by computed names
    stars: tuple[str, ...] = ()  # modules whose star import could bind it on another platform


@dataclass(frozen=True)
class Call:
    """One call in the code of a function, as far as it can be known."""

    line: int
    name: str  # of the called code object; where only that is known, of the method or property
    module: str | None = None  # of the called code; None: any method of that name
    first_line: int = 0  # of the called code
    how: str = "method"  # where only the name is known: "method", "read" (a property) or "name" (of anything)


@dataclass(frozen=True)
class Caller:
    """A function with the calls that its code makes."""

    first_line: int
    name: str  # of its code object
    function: str  # qualified name
    path: str
    is_property: bool
    calls: tuple[Call, ...]


Ways = tuple[tuple[tuple[str, str | None], ...], ...]  # alternatives, each the imports that must fail for it


@dataclass(frozen=True)
class Attribute:
    """`module.name` in a function, where the live module has no such attribute."""

    module: str
    name: str
    chain: str  # as the source has it: "np.random.nope"
    function: str
    path: str
    line: int
    column: int | None = None  # as in `Load`
    end_line: int | None = None
    end_column: int | None = None
    submodule: bool = False  # a file of that name lies in the package, but nobody has imported it
    said: str | None = None  # what the module's own `__getattr__` says
    origin: str | None = None  # the module's file
    when: Ways = ()  # (): nothing must fail before the place is reached


@dataclass(frozen=True)
class Wanted:
    """An import in a function, of a module (name None) or of a name from it, that fails or may fail."""

    module: str
    name: str | None
    state: str  # "open" (not loaded), "absent", "forbidden", "beyond": see `probe/deferred.py`
    function: str
    path: str
    line: int
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    origin: str | None = None  # of "absent": where the module came from, as it says
    when: Ways = ()


@dataclass(frozen=True)
class Promise:
    """An entry of `__all__` that cannot be imported; what is given says why."""

    name: str | None = None  # it does not exist
    said: str | None = None  # what the module's own `__getattr__` says
    type: str | None = None  # class of an entry that is no string
    sequence: str | None = None  # class of an `__all__` that is no sequence of names


@dataclass(frozen=True)
class Warned:
    """A warning while the module was imported or compiled, at the line of the module that caused it."""

    category: str
    message: str
    path: str
    line: int
    function: str


@dataclass(frozen=True)
class Effect:
    """What the import of a module did to its surroundings; without a line if it was seen only afterwards."""

    kind: str  # "network", "process", "file", "thread", "cwd", "environment", "sys.path", "signals", …
    what: str
    path: str
    line: int
    function: str


@dataclass(frozen=True)
class NameFacts:
    """What was observed about the names of one module."""

    functions: int  # how many live code objects were examined
    loads: tuple[Load, ...] = ()
    bindings: tuple[Binding, ...] = ()
    confirmed: bool = True  # False: judged from the source alone (a `__main__`, or what does not import)
    calls: tuple[Caller, ...] = ()  # collected only where somebody asked for it
    locals: tuple[Load, ...] = ()  # loads of locals that no way has bound
    attributes: tuple[Attribute, ...] = ()
    imports: tuple[Wanted, ...] = ()  # in functions
    promises: tuple[Promise, ...] = ()  # of `__all__`, those that do not hold
    exposes: tuple[str, ...] | None = None  # the names that the module has; None: nobody wanted to know
    answers: bool = False  # the module also answers for attributes by code of its own
    annotations: tuple[Load, ...] = ()  # names in annotations that do not exist; `line` is their owner's
    lazy: tuple[str, ...] = ()  # attributes that are there only when somebody asks for them
    warned: tuple[Warned, ...] = ()  # only for `import-warning`
    effects: tuple[Effect, ...] = ()  # only for `import-side-effect`
    annotated: tuple[Binding, ...] = ()  # what the module's code does to these names


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


@dataclass(frozen=True)
class IgnoreEntry:
    """One [[tool.smoke.ignore]] entry."""

    rule: str
    module: str  # glob on dotted names
    reason: str
    name: str | None = None
    origin: str = ""  # "pyproject.toml: tool.smoke.ignore[2]"


@dataclass(frozen=True)
class Settings:
    """Command line over settings file over defaults, merged and validated."""

    targets: tuple[str, ...] = ()
    pythons: tuple[str, ...] = ()
    jobs: int | None = None  # None: usable CPUs
    maxfail: int | None = None
    timeout: float = 60.0
    memory_limit: int | None = None  # megabytes of address space for one import
    isolation: str = "auto"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    select: tuple[str, ...] = ()  # empty: every rule that is on by default
    ignore: tuple[str, ...] = ()
    fail_on: Severity = Severity.ERROR
    only_declared: bool = False  # hide what the metadata does not require
    extras: tuple[str, ...] = ()  # that count as required then
    setup: str | None = None
    match: str | None = None  # only findings that would raise this
    shard: tuple[int, int] | None = None  # (K, N): only the K-th of N parts of the modules
    env: tuple[tuple[str, str], ...] = ()
    builtins: tuple[str, ...] = ()
    ignores: tuple[IgnoreEntry, ...] = ()
    settings_file: str | None = None
    output_format: str = "full"
    output_file: str | None = None
    verbosity: int = 0  # -1 quiet, 1 verbose
    color: str = "auto"
    progress: bool = True
    cache_dir: str | None = None  # None: .smoke_cache beside the settings file, or in the current folder
    no_cache: bool = False
