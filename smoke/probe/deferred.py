"""The import statements inside a function: what each wants, and whether that is there already.

Each IMPORT_NAME and IMPORT_FROM becomes a `Wanted` with a state:

    there      loaded already, and has the name; or nobody can say
    open       not loaded yet, or a submodule: whoever asks must import it
    absent     the module is loaded and does not have the name
    forbidden  `sys.modules` holds None for it
    beyond     a relative import that leads out of the top-level package
"""

from __future__ import annotations

import sys

from . import attributes, called, modules, objects
from .attributes import Attributes
from .decode import Op
from .graph import Graph

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType

THERE, OPEN, ABSENT, FORBIDDEN, BEYOND = "there", "open", "absent", "forbidden", "beyond"
FAILURES = (ABSENT, FORBIDDEN, BEYOND)

_MODULES = sys.modules
_PAIR = 4  # bits of the second local, where one instruction has two


class Wanted:
    """What one import instruction wants; `name` is None for the module itself."""

    __slots__ = ("module", "name", "state", "has_names", "is_submodule")

    def __init__(
        self, module: str, name: str | None, state: str, has_names: bool = False, is_submodule: bool = False
    ) -> None:
        self.module = module
        self.name = name
        self.state = state
        self.has_names = has_names  # `from module import …`
        self.is_submodule = is_submodule  # of a package that is loaded

    @property
    def key(self) -> tuple[str, str | None]:
        """What is asked for."""
        return self.module, self.name


def statements(graph: Graph, namespace: dict[str, object], known: Attributes) -> dict[int, Wanted]:
    """What each import instruction wants, by the number of the instruction."""
    found: dict[int, Wanted] = {}
    current: Wanted | None = None
    for op in graph.ops:
        if op.name == "IMPORT_NAME":
            level, names = graph.ops[op.index - 2].value, graph.ops[op.index - 1].value
            current = found[op.index] = _module(str(op.value), level, bool(names), namespace)
        elif op.name == "IMPORT_FROM" and current is not None and current.has_names:
            found[op.index] = _name(current, str(op.value), known)
    return found


def bound_modules(graph: Graph, wanted: dict[int, Wanted]) -> dict[str, object]:
    """The local variables to which this code binds modules that are loaded, by name."""
    found: dict[str, object] = {}
    for op in graph.ops[:-1]:
        each = wanted.get(op.index)
        if each is not None and each.state == THERE:
            variable = _stored(graph.ops[op.index + 1], graph.code)
            if variable is not None:
                found[variable] = _value(each)
    return {name: value for name, value in found.items() if objects.is_module(value)}


def origin(module: str) -> str | None:
    """Where a loaded module says that it came from, as an ImportError shows it."""
    return modules.origin(objects.module_dict(_MODULES.get(module)) or {}) or None


def _module(name: str, level: object, has_names: bool, namespace: dict[str, object]) -> Wanted:
    full = modules.absolute(name, level, namespace)
    if full is None:
        dots = "." * level if type(level) is int else ""
        return Wanted(dots + name, None, BEYOND, has_names)
    if full not in _MODULES:
        return Wanted(full, None, OPEN, has_names)
    return Wanted(full, None, FORBIDDEN if _MODULES[full] is None else THERE, has_names)


def _name(module: Wanted, name: str, known: Attributes) -> Wanted:
    if module.state != THERE:  # if the module is not there, that is told of the module
        return Wanted(module.module, name, OPEN if module.state == OPEN else THERE)
    state = known.state(_MODULES[module.module], name)
    if state == attributes.SUBMODULE:
        loaded = f"{module.module}.{name}" in _MODULES
        return Wanted(module.module, name, THERE if loaded else OPEN, is_submodule=True)
    if state == attributes.ABSENT and _MODULES.get(f"{module.module}.{name}") is None:
        return Wanted(module.module, name, ABSENT)
    return Wanted(module.module, name, THERE)


def _value(wanted: Wanted) -> object:
    """What the import gives, where it is loaded."""
    if wanted.name is None:
        return _MODULES.get(wanted.module if wanted.has_names else wanted.module.partition(".")[0])
    return (objects.module_dict(_MODULES.get(wanted.module)) or {}).get(wanted.name)


def _stored(op: Op, code: CodeType) -> str | None:
    """The local variable that an instruction binds."""
    if not op.name.startswith("STORE_FAST"):
        return None
    if type(op.value) is str:
        return op.value
    number = op.arg >> _PAIR  # PYVERSIONS: 3.13 stores and loads in one instruction
    return code.co_varnames[number] if number < len(code.co_varnames) else None


def loaded_local(op: Op, code: CodeType) -> str | None:
    """The local variable that an instruction leaves on top of the stack."""
    return called.local(op, code)
