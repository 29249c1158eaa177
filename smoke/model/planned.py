"""What is to be done: the interpreters, the modules that the targets come to, and the plan."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from smoke.dataclass import dataclass, field
from smoke.model.terms import Isolation, ModuleKind


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
    defines: bool = False  # its own level looks as if it did nothing but import and define things
    inert: bool = False  # its own level gives names to constants and functions, and can do nothing else


@dataclass(frozen=True)
class Step:
    """How one module would be handled."""

    module: Module
    action: str  # "import", "examine" (read, never executed: __main__) or "skip"
    parent: str | None = None  # the nearest planned package above it; it must import first
    stage: int | None = None  # index of the stage it starts from; None: the bare interpreter
    takes: tuple[tuple[str, tuple[str, ...]], ...] = ()  # names that it takes from other planned modules
    fails: bool = False  # its code is certain to import something that is not there
    defines: bool = False  # it seems to leave nothing but its own module
    inert: bool = False  # its code has no effect on what is imported after it
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
