"""The names of a module that is only read: `package.__main__`, or one that cannot be imported here.

There is no live namespace to compare with, so a name counts as bound if any part of the
module's code that could run binds it; a star import of an unloaded module, or names that are
computed, can bind anything, and then nothing is said. Nor is anything said of code that
cannot run to its end here (`if sys.platform != "win32": raise ImportError`).
"""

from __future__ import annotations

import sys
from types import CodeType

from . import bindings, doubts, loads, modules, objects, stars
from .decode import Op
from .flow import Flow
from .graph import Graph, is_star_import
from .live import Live
from .reach import Judge, Sighting
from .scope import Scope, World, builtins_of
from .state import State
from .values import Known
from .writes import writes

TYPE_CHECKING = False
if TYPE_CHECKING:
    Record = dict[str, object]

_MODULES = sys.modules
_ENDS = ("RETURN_VALUE", "RETURN_CONST")  # PYVERSIONS: how the code of a module ends
_IMPLICIT = (
    "__doc__",
    "__package__",
    "__spec__",
    "__loader__",
    "__file__",
    "__cached__",
    "__builtins__",
    "__dict__",
)


def examine_unexecuted(name: str, path: str) -> Record:
    """The "names" record of a module that is only read, or an "unexamined" one with the reason."""
    code = modules.compiled(path)
    if code is None:
        return {"is": "unexamined", "module": name, "reason": "no source that compiles"}
    reading = _Reading(code, name)
    return {
        "is": "names",
        "module": name,
        "confirmed": False,
        "functions": len(loads.tree(code)),
        **reading.facts(),
    }


class _Reading:
    """What the code of one module would bind if it ran."""

    def __init__(self, code: CodeType, name: str) -> None:
        self._code = code
        self._package = name.rpartition(".")[0]
        self._graph = Graph(code)
        self._builtins = builtins_of({})
        self._bound = set(_IMPLICIT) | {"__name__", "__annotations__", "__path__"}
        self._open_ended = False
        self._functions = loads.tree(code)[1:]
        rebound = frozenset(name for each in self._functions for name in loads.stored(each))
        self._bound |= rebound
        self._is_program = name.endswith(".__main__")
        self._doubtful: set[doubts.Place] = set()
        self._replaced: frozenset[str] = frozenset()
        self._skips = doubts.may_be_skipped(code)
        own = {"__name__": "__main__" if self._is_program else name}
        first = Scope(World(Live()), {**own}, self._builtins, rebound=rebound)
        constants = self._read(first)
        self._scope = Scope(first.world, {**constants, **own}, self._builtins, rebound=rebound)

    def facts(self) -> Record:
        """The loads and bindings of the record."""
        missing = {id(each): frozenset(self._missing(each)) for each in loads.tree(self._code)}
        if self._open_ended or not any(missing.values()):
            return {"loads": [], "bindings": []}
        if not self._is_program:  # of a program the rest of the package is loaded, so its flags are known
            concerned = {key for key, names in missing.items() if names}
            self._doubtful = doubts.behind_flags(self._code, self._scope, concerned)
            self._replaced = doubts.replaced(self._code)
        judge = Judge(self._scope, {key: names for key, names in missing.items() if names})
        judge.examine(self._code, "<module>")
        found = [each for each in judge.sightings() if self._is_certain(each)]
        names = {each.name for each in found if each.reach == "possible"}
        bound = bindings.gather(self._code, self._scope, names, [])
        return {
            "loads": [each.record() for each in found],
            "bindings": [bound[name].record() for name in sorted(bound)],
        }

    def _is_certain(self, sighting: Sighting) -> bool:
        """Whether nothing that only running could tell speaks against a load that is possible."""
        if sighting.function == "<module>" and not self._is_program:
            return False  # runs at import, in a program that may bring the name along with the missing module
        if sighting.function.partition(".")[0] in self._replaced:
            return False
        if self._skips and doubts.is_test(sighting.function):
            return False
        line, column, end_line, end_column = sighting.place
        return ((line, end_line, column, end_column), sighting.name) not in self._doubtful

    def _missing(self, code: CodeType) -> set[str]:
        return {name for name in loads.loaded(code) if name not in self._bound and name not in self._builtins}

    def _read(self, scope: Scope) -> dict[str, object]:
        """Note every name that can be bound; returns those that are bound once to a known value."""
        constants: dict[str, list[object]] = {}
        flow = Flow(self._code, scope, self._graph).run()
        self._open_ended = not flow.complete
        ends = False

        def observe(op: Op, s: State) -> None:
            nonlocal ends
            ends = ends or op.name in _ENDS
            if op.name in ("STORE_NAME", "STORE_GLOBAL"):
                self._bound.add(str(op.value))
                constants.setdefault(str(op.value), []).append(s.top())
            elif is_star_import(op):
                self._import_star(op)

        flow.walk(observe)
        self._open_ended = self._open_ended or not (ends or self._is_program)
        if not self._is_program and not stars.COMPUTES.isdisjoint(self._code.co_names):
            self._open_ended = True  # `fill(globals(), module)`
        given = doubts.builtins_given(self._code)
        self._open_ended = self._open_ended or given is None
        self._bound |= given or set()
        for each in [self._code, *self._functions]:
            for write in writes(each, scope):
                if write.name is None:
                    self._open_ended = True
                else:
                    self._bound.add(write.name)
        once = {name: found[0] for name, found in constants.items() if len(found) == 1}
        return {name: value.value for name, value in once.items() if isinstance(value, Known)}

    def _import_star(self, op: Op) -> None:
        """The names of the module if it is loaded already, anything otherwise."""
        source = stars.source(self._graph, op, self._package)
        namespace = objects.module_dict(_MODULES.get(source)) if source else None
        if namespace is None or "__getattr__" in namespace:
            self._open_ended = True
            return
        exported = namespace.get("__all__")
        if type(exported) in (list, tuple):
            self._bound.update(each for each in exported if type(each) is str)  # type: ignore[attr-defined]
        else:
            self._bound.update(each for each in namespace if type(each) is str and not each.startswith("_"))
