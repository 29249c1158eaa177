"""What is known about the global names of one module: the "names" record of `wire`.

`examine` judges the functions that exist after the import, each against its own `__globals__`
and builtins. It runs no code of the package: namespaces, code objects and identity are all
that is read. The source of a `__main__`, which never runs here, is judged by `unexecuted`.
"""

from __future__ import annotations

from types import CodeType

from . import bindings, checking, early, loads, modules, restraint, skipping, stars, supposed
from .live import Live, holds
from .platforms import OTHERS, Elsewhere
from .reach import Judge, Sighting, merged
from .roots import Roots
from .scope import Scope, World, builtins_of
from .unexecuted import examine_unexecuted

TYPE_CHECKING = False
if TYPE_CHECKING:
    Record = dict[str, object]

_TOLD = ("possible", "elsewhere")  # what can become a finding
__all__ = ["examine", "examine_unexecuted"]


def examine(live: Live, name: str, path: str | None) -> Record:
    """The "names" record of an imported module, or an "unexamined" one with the reason."""
    namespaces = modules.namespaces(live, name, path)
    if not namespaces and not (path or "").endswith((".py", ".pyc")):  # no function is an answer, too
        return {"is": "unexamined", "module": name, "reason": "no Python code"}
    record: Record = {"is": "names", "module": name, "confirmed": True, "loads": [], "bindings": []}
    concerned = []
    for namespace in namespaces:
        missing = _missing(live.codes(namespace), namespace, builtins_of(namespace))
        if missing:  # little of what follows is ever touched where nothing is: a fork copies what it touches
            concerned.append((namespace, missing))
    if concerned:
        record.update(_judged(live, concerned))
    record["functions"] = sum([len(live.codes(namespace)) for namespace in namespaces])
    return record


def _judged(live: Live, concerned: list[tuple[dict[str, object], dict[int, frozenset[str]]]]) -> Record:
    """What becomes of the missing names: the loads, and how the module treats these names."""
    sections = [_Section(live, namespace, missing) for namespace, missing in concerned]
    for section in sections:
        section.judge()
    if any(section.is_doubtful() for section in sections):
        live.discard_garbage()  # only now is it worth a collection to know which functions are garbage
        for section in sections:
            section.keep_alive()
    bound = [binding for section in sections for binding in section.bindings()]
    sightings = [sighting for section in sections for sighting in section.sightings()]
    return {
        "loads": [sighting.record() for sighting in sightings],
        "bindings": [binding.record() for binding in bound],
    }


class _Section:
    """One dictionary in which code of the module ran, with the code of its live functions."""

    def __init__(self, live: Live, namespace: dict[str, object], missing: dict[int, frozenset[str]]) -> None:
        self._live = live
        self._namespace = namespace
        self._scope = Scope(World(live), namespace)
        self._codes = live.codes(namespace)  # kept alive: `missing` goes by identity
        self._missing = missing
        self._roots = Roots(live, namespace)
        self._judged: dict[int, list[Sighting]] = {}
        self._examined: dict[int, tuple[CodeType, str, dict[int, object]]] = {}

    def judge(self) -> None:
        """Find the loads of missing names in every live function and judge them."""
        self._live.seek(set().union(*self._missing.values()))
        restraint.need("an analysis")
        concerned = self._roots.named(self._missing)
        module = self._roots.module_code() if concerned else None
        on_demand = loads.evaluators(module) if module is not None else set()
        never = skipping.never_run(self._namespace, self._returns) if concerned else set()
        for code, qualname in concerned:
            if code in on_demand or id(code) in never:
                continue
            judge = Judge(self._scope, self._missing)
            kept = early.values(self._live.functions(self._namespace), code, self._scope)
            judge.examine(code, qualname, arguments=kept)
            self._examined[id(code)] = code, qualname, kept
            self._judged[id(code)] = self._placed(judge.sightings(), code, qualname)

    def _placed(self, sightings: list[Sighting], code: CodeType, qualname: str) -> list[Sighting]:
        """The same, where it is said of those that never happen here whether they could elsewhere."""
        never = {each.name for each in sightings if each.reach == "never"}
        if not never or never <= self._bound():  # what the module binds somewhere is nobody's business there
            return sightings
        elsewhere: set[object] = set()
        for system in OTHERS:
            judge = Judge(Elsewhere(self._scope.world, self._namespace, system), self._missing)
            judge.examine(code, qualname)
            elsewhere |= {each.key for each in judge.sightings() if each.reach == "possible"}
        for each in sightings:
            if each.reach == "never" and each.key in elsewhere:
                each.reach = "elsewhere"
        return sightings

    def _bound(self) -> set[str]:
        module = self._roots.module_code()
        own = set() if module is None else loads.bound(module)
        return own | self._scope.rebound

    def _returns(self, code: CodeType, first: object) -> bool:
        return Judge(self._scope, self._missing).returns(code, first)

    def names(self, reach: str) -> set[str]:
        """The missing names that are loaded in such places."""
        return {each.name for found in self._judged.values() for each in found if each.reach == reach}

    def is_doubtful(self) -> bool:
        """True if something would be reported in a function that may be garbage."""
        concerned = {key for key, found in self._judged.items() if any(s.reach in _TOLD for s in found)}
        return bool(concerned) and not holds(self._namespace, concerned)

    def keep_alive(self) -> None:
        """Drop what was found only in functions that are garbage."""
        self._roots.refresh()
        self._judged = {key: found for key, found in self._judged.items() if key in self._roots}

    def sightings(self) -> list[Sighting]:
        """Each place once, in the order of the source."""
        return merged(each for sightings in self._judged.values() for each in sightings)

    def bindings(self) -> list[bindings.Binding]:
        """How the module treats each missing name whose load can happen, by name."""
        names, elsewhere = self.names("possible"), self.names("elsewhere")
        if not names | elsewhere:
            return []
        qualname, every = self._roots.qualname, self._live.codes(self._namespace)
        codes = [(code, qualname(code, code.co_name)) for code in every]
        module = self._roots.module_code()
        found = bindings.gather(module, self._scope, names | elsewhere, codes)
        for name in elsewhere:
            found[name].stars = stars.may_bind(name, module, self._namespace)
        self._leave_out({name for name, binding in found.items() if binding.waits})
        told = self.names("possible") | elsewhere
        return [found[name] for name in sorted(found) if name in told]

    def _leave_out(self, waiting: set[str]) -> None:
        """Places where such a name is looked up only if another missing one has some value do not count."""
        for key, sightings in self._judged.items():
            if waiting.isdisjoint(each.name for each in sightings if each.reach == "possible"):
                continue
            code, qualname, kept = self._examined[key]
            hanging = supposed.hanging(
                self._scope, waiting, self._missing, code, qualname, kept, sightings
            )
            for each in sightings:
                if each.name in waiting and each.key in hanging.get(each.name, ()):
                    each.reach = "never"


def _missing(
    codes: list[CodeType], namespace: dict[str, object], builtins: dict[str, object]
) -> dict[int, frozenset[str]]:
    """The names that code objects load and nothing provides, by identity; only of those that miss any.

    What plainly is there for type checkers only is no load.
    """
    found: dict[int, frozenset[str]] = {}
    for code in codes:
        missing = loads.missing(code, namespace, builtins)
        if missing:
            missing -= checking.guarded(code, missing, namespace)
        if missing:
            found[id(code)] = missing
    return found
