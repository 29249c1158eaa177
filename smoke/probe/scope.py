"""What a global name means to code of one module in the state after the import.

A name is *stable* if nothing that can still run rebinds it: no live function has a `global`
statement for it. Stable names are their live values; the others are UNKNOWN. TYPE_CHECKING
is what the reader of the scope wants it to be: false for a program, true for a type checker. A
program in which it is true runs what stands under it: there it is a name like any other.
"""

from __future__ import annotations

import sys
from types import CodeType, FunctionType

from . import objects, values
from .graph import Graph
from .live import Live
from .values import TEST, UNKNOWN, Bound, Known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeGuard

TYPE_CHECKING_NAMES = frozenset(["TYPE_CHECKING", "MYPY", "MYPY_CHECK_RUNNING"])
_VERSION, _FLAGS = type(sys.version_info), type(sys.flags)
_IMPLEMENTATION = sys.implementation
_MODULES = sys.modules
_TEXT_METHODS = frozenset(
    "startswith endswith lower upper strip lstrip rstrip title isdigit casefold".split()
)
_TEST_ENDS = frozenset(["skipTest", "fail"])  # methods of a `unittest` test that always raise
_DICT_METHODS = frozenset("get update setdefault __setitem__ __contains__ keys pop".split())


class System:
    """What a platform says of itself."""

    __slots__ = ("platform", "os_name", "name")

    def __init__(self, platform: str, os_name: str, name: str) -> None:
        self.platform = platform  # as in `sys`
        self.os_name = os_name
        self.name = name  # as `platform.system()` returns it


class World:
    """What all scopes of one process share: the live functions, and answers that cost something."""

    def __init__(self, live: Live, graphs: dict[int, Graph] | None = None) -> None:
        self._live = live
        self.graphs: dict[int, Graph] = {} if graphs is None else graphs  # by the identity of the code
        self.outcomes: dict[tuple[object, ...], object] = {}  # of the calls that `flow` followed
        self.flags: dict[tuple[int, str], dict[str, object]] = {}  # see `platforms`
        self.kept: list[object] = []  # what must stay alive because its identity is remembered

    def apart(self) -> World:
        """The same functions and instructions, where calls may have other outcomes."""
        return World(self._live, self.graphs)

    def graph(self, code: CodeType) -> Graph:
        """The instructions of a code object, which is kept alive."""
        found = self.graphs.get(id(code))
        if found is None:
            found = self.graphs[id(code)] = Graph(code)
        return found

    def rebound(self, namespace: dict[str, object]) -> frozenset[str]:
        """The names of this module that a function can bind or delete when it is called."""
        return self._live.rebound(namespace)

    def functions_that_mention(self, names: Iterable[str]) -> dict[str, list[FunctionType]]:
        """The live functions of any module in whose own code each of the names occurs."""
        return self._live.mentioning(names)


class Scope:
    """The global names of one module."""

    system: System | None = None  # another platform than this one: see `platforms`

    def __init__(
        self,
        world: World,
        namespace: dict[str, object],
        builtins: dict[str, object] | None = None,
        checking: bool = False,
        rebound: frozenset[str] | None = None,
        *,
        undecided: bool = False,
    ) -> None:
        self.world = world
        self.namespace = namespace
        self.builtins = builtins_of(namespace) if builtins is None else builtins
        self.checking = checking
        self.undecided = undecided  # TYPE_CHECKING is all that is known
        self._rebound = rebound

    @property
    def rebound(self) -> frozenset[str]:
        """The names that a function can bind or delete when it is called."""
        if self._rebound is None:
            self._rebound = self.world.rebound(self.namespace)
        return self._rebound

    def of(self, function: FunctionType) -> Scope:
        """The scope in which another module's function runs."""
        if function.__globals__ is self.namespace:
            return self
        return Scope(self.world, function.__globals__, checking=self.checking)

    def value(self, name: str) -> object:
        """The value of a global name; UNKNOWN also if it is missing."""
        found = self.namespace.get(name, UNKNOWN)
        if name in TYPE_CHECKING_NAMES and (self.checking or found is False):
            return values.known(self.checking)
        if self.undecided or name in self.rebound:
            return UNKNOWN
        if found is UNKNOWN:
            found = self.builtins.get(name, UNKNOWN)
        return UNKNOWN if found is UNKNOWN or objects.is_lazy_import(found) else Known(found)

    def attribute(self, value: object, name: str) -> object:
        """The value of `value.name`."""
        if value is TEST:
            return Bound(TEST, name) if name in _TEST_ENDS else UNKNOWN
        if not isinstance(value, Known):
            return values.known(self.checking) if name == "TYPE_CHECKING" else UNKNOWN
        owner = value.value
        kind = type(owner)
        if objects.is_module(owner):
            return self._module_attribute(owner, name)
        if kind is str and name in _TEXT_METHODS:
            return Bound(owner, name)
        if kind is dict and name in _DICT_METHODS:
            return Bound(owner, name)
        if (kind is _VERSION or kind is _FLAGS) and name in _FIELDS:
            return Known(getattr(owner, name))
        if owner is _IMPLEMENTATION and name == "name":
            return Known(_IMPLEMENTATION.name)
        return UNKNOWN

    def has_attribute(self, module: object, name: str) -> bool | None:
        """Whether a module has an attribute; None if that can change or cannot be known."""
        namespace = objects.module_dict(module)
        if namespace is None or self.undecided or not objects.reads_plainly(module, name):
            return None
        if name in self.world.rebound(namespace):
            return None
        if name in namespace:
            return None if objects.is_lazy_import(namespace[name]) else True
        return None if name == "__dict__" or objects.may_appear(module, namespace) else False

    def cannot_give(self, module: object, name: str) -> bool:
        """Whether `from module import name` certainly fails."""
        return self.has_attribute(module, name) is False

    def contains(self, container: object, item: object) -> object:
        """The value of `item in container`; namespaces answer by their live content."""
        if isinstance(container, Known) and isinstance(item, Known) and type(item.value) is str:
            if is_namespace(container.value):
                name = item.value
                stable = name not in self.world.rebound(container.value)
                return values.known(name in container.value if stable else None)
        return values.contains(container, item)

    def subscript(self, container: object, key: object) -> object:
        """The value of `container[key]`; also of `sys.modules["name"]` and `globals()["name"]`."""
        if isinstance(container, Known) and isinstance(key, Known) and type(key.value) is str:
            owner: object = container.value
            if owner is _MODULES and key.value in _MODULES:
                return Known(_MODULES[key.value])
            if is_namespace(owner) and key.value in owner and key.value not in self.world.rebound(owner):
                return Known(owner[key.value])
        return values.subscript(container, key)

    def _module_attribute(self, module: object, name: str) -> object:
        namespace = objects.module_dict(module)
        if namespace is None:
            return UNKNOWN
        if name == "TYPE_CHECKING" and (self.checking or namespace.get(name) is False):
            return values.known(self.checking)
        if name == "__dict__":
            return Known(namespace)
        return Known(namespace[name]) if self.has_attribute(module, name) else UNKNOWN


def builtins_of(namespace: dict[str, object]) -> dict[str, object]:
    """The builtins that functions with these globals see."""
    found = namespace.get("__builtins__", _MODULES["builtins"])
    if type(found) is dict:
        return found
    return objects.module_dict(found) or objects.module_dict(_MODULES["builtins"]) or {}


def is_namespace(value: object) -> TypeGuard[dict[str, object]]:
    """True for the dictionary of a module that is in `sys.modules`, or was when it ran."""
    if type(value) is not dict or type(value.get("__name__")) is not str:
        return False
    return "__builtins__" in value or "__spec__" in value


_FIELDS = frozenset(name for owner in (_VERSION, _FLAGS) for name in vars(owner) if not name.startswith("_"))
