"""What is known about the global names of one module: the "names" record of `wire`.

`examine` judges the functions that exist after the import, each against its own `__globals__`
and builtins. It runs no code of the package: namespaces, code objects and identity are all
that is read. The source of a `__main__`, which never runs here, is judged by `unexecuted`.
"""

from __future__ import annotations

import sys
from types import CodeType

from . import bindings, loads, modules, values
from .live import Live, reachable
from .reach import Judge, Sighting, merged, qualnames
from .scope import Scope, World
from .unexecuted import examine_unexecuted

TYPE_CHECKING = False
if TYPE_CHECKING:
    Record = dict[str, object]

__all__ = ["examine", "examine_unexecuted"]

_HAS_QUALNAME = sys.version_info >= (3, 11)  # PYVERSIONS


def examine(live: Live, name: str, path: str | None) -> Record:
    """The "names" record of an imported module, or an "unexamined" one with the reason."""
    sections = [_Section(live, namespace) for namespace in modules.namespaces(live, name, path)]
    if not sections:
        return {"is": "unexamined", "module": name, "reason": "no Python code"}
    for section in sections:
        section.judge()
    if any(section.is_doubtful() for section in sections):
        live.discard_garbage()  # only now is it worth a collection to know which functions are garbage
        for section in sections:
            section.keep_alive()
    sightings = [sighting for section in sections for sighting in section.sightings()]
    bound = [binding for section in sections for binding in section.bindings()]
    return {
        "is": "names",
        "module": name,
        "confirmed": True,
        "functions": sum(section.examined() for section in sections),
        "loads": [sighting.record() for sighting in sightings],
        "bindings": [binding.record() for binding in bound],
    }


class _Section:
    """One dictionary in which code of the module ran, with the code of its live functions.

    Functions are not kept: whether something else does is a question to be asked.
    """

    def __init__(self, live: Live, namespace: dict[str, object]) -> None:
        self._live = live
        self._namespace = namespace
        self._scope = Scope(World(live), namespace)
        self._roots: dict[int, tuple[CodeType, str]] = {}
        self._missing: dict[int, frozenset[str]] = {}
        self._seen: dict[int, CodeType] = {}
        self._judged: dict[int, list[Sighting]] = {}
        self._code: CodeType | None = None
        self._names: dict[tuple[str, int], str] = {}
        self._collect_roots()

    def judge(self) -> None:
        """Find the loads of missing names in every live function and judge them."""
        concerned = [root for root in self._roots.values() if self._find_missing(root[0])]
        if concerned:
            self._code = modules.code_of(self._namespace)
            self._names = qualnames(self._code) if self._code is not None else {}
        for code, given in concerned:
            qualname = self._qualname(code, given)
            if not self._is_replaced(qualname):
                judge = Judge(self._scope, self._missing)
                judge.examine(code, qualname)
                self._judged[id(code)] = judge.sightings()

    def possible(self) -> set[str]:
        """The missing names whose load can happen."""
        return {each.name for sightings in self._judged.values() for each in sightings if each.reach == "possible"}

    def is_doubtful(self) -> bool:
        """True if something would be reported in a function that may be garbage."""
        concerned = {key for key, found in self._judged.items() if any(s.reach == "possible" for s in found)}
        return bool(concerned) and not concerned <= reachable(self._namespace)

    def keep_alive(self) -> None:
        """Drop what was found only in functions that are garbage."""
        self._roots.clear()
        self._collect_roots()
        self._judged = {key: found for key, found in self._judged.items() if key in self._roots}

    def sightings(self) -> list[Sighting]:
        """Each place once, in the order of the source."""
        return merged(each for sightings in self._judged.values() for each in sightings)

    def bindings(self) -> list[bindings.Binding]:
        """How the module treats each missing name whose load can happen, by name."""
        names = self.possible()
        if not names:
            return []
        codes = [
            (inner, self._qualname(inner, inner.co_name))
            for code, _ in self._roots.values()
            for inner in loads.tree(code)
        ]
        found = bindings.gather(self._code, self._scope, names, codes)
        return [found[name] for name in sorted(found)]

    def examined(self) -> int:
        """How many live code objects there are, nested ones included."""
        return len({id(inner) for code, _ in self._roots.values() for inner in loads.tree(code)})

    def _is_replaced(self, qualname: str) -> bool:
        """True for methods of a class whose place in the module a class written in C has taken.

        Such a pair is one implementation and its faster twin (`from _datetime import *` at the end). The
        names that only the slow one used may be deleted, though a constant keeps the class alive.
        """
        name, _, rest = qualname.partition(".")
        return bool(rest) and values.is_accelerator(self._namespace.get(name), self._namespace.get("__name__"))

    def _qualname(self, code: CodeType, given: str) -> str:
        """The name under which the source has the code; `given` is what a decorator may have replaced."""
        if _HAS_QUALNAME:
            return code.co_qualname  # type: ignore[attr-defined, no-any-return, unused-ignore]
        found = self._names.get((code.co_name, code.co_firstlineno))
        return found or (given if given.rpartition(".")[2] == code.co_name else code.co_name)

    def _collect_roots(self) -> None:
        for function in self._live.functions(self._namespace):
            code = function.__code__
            self._roots.setdefault(id(code), (code, function.__qualname__))

    def _find_missing(self, code: CodeType) -> bool:
        """Note which names are missing in the code and what is nested in it; True if any are."""
        namespace, builtins, loaded = self._namespace, self._scope.builtins, loads.loaded
        found = False
        for each in loads.tree(code):
            if id(each) not in self._seen:
                self._seen[id(each)] = each
                absent = [n for n in each.co_names if n not in namespace and n not in builtins]
                missing = loaded(each).intersection(absent) if absent else None
                if missing:
                    self._missing[id(each)] = frozenset(missing)
            found = found or id(each) in self._missing
        return found
