"""What the probe saw about the names of a module; facts, nothing of it is a judgement."""

from __future__ import annotations

from functools import cached_property

from smoke.dataclass import dataclass


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
    behind: tuple[str, ...] = ()  # modules that are not loaded and whose import must work before


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
    exposes: str | None = None  # the names that the module has, "a b c"; None: nobody wanted to know
    answers: bool = False  # the module also answers for attributes by code of its own
    annotations: tuple[Load, ...] = ()  # names in annotations that do not exist; `line` is their owner's
    lazy: tuple[str, ...] = ()  # attributes that are there only when somebody asks for them
    warned: tuple[Warned, ...] = ()  # only for `import-warning`
    effects: tuple[Effect, ...] = ()  # only for `import-side-effect`
    annotated: tuple[Binding, ...] = ()  # what the module's code does to these names

    @cached_property
    def exposed(self) -> frozenset[str]:
        """The names in `exposes`: they come as one text, there are a hundred in each of many modules."""
        return frozenset(self.exposes.split(" ")) if self.exposes else frozenset()
