"""What the functions of a module look up elsewhere: attributes of modules, and imports of their own.

    examine(live, name, path, collect) -> {"attributes": [ATTRIBUTE, …], "imports": [IMPORT, …]}

ATTRIBUTE and IMPORT are objects with the fields of `smoke.model.Attribute` and `smoke.model.Wanted`: a
place that can be reached in this state, where something is looked up that is not there (or,
of imports, that nobody here can tell: they are not loaded yet). A place whose own code handles the
failure is left out.

"when" lists the ways to a place that lies behind a failing import (`except ImportError:`), each as the
imports that must fail for it; without it nothing has to fail. Whether they do, the parent
finds out.
"""

from __future__ import annotations

from types import CodeType

from . import attributes, deferred, loads, modules, objects, restraint, straight, version_tests
from .attributes import Attributes
from .chains import Candidates
from .decode import Op
from .deferred import Wanted
from .flow import Flow
from .graph import ATTRIBUTE_NAMES, Graph
from .live import Live, holds
from .lookup_flow import LookupFlow, LookupScope
from .reach import is_alias, nested_name, place, plain_name
from .roots import Roots
from .scope import World
from .state import State
from .values import Known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Record = dict[str, object]
    Key = tuple[str, "str | None"]
    Ways = tuple[frozenset[Key], ...]  # alternatives; one empty set: nothing has to fail

_ALWAYS: Ways = (frozenset(),)
_MOST_FLOWS = 6  # analyses of one code object with different imports failing
_MOST_WAYS = 20  # alternatives that are told of one place
_AT_ONCE = frozenset(["<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"])
_IS_FUNCTION = 0x02  # CO_NEWLOCALS: absent from class bodies
_ROOTS = ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_DEREF", "LOAD_FAST")


def examine(live: Live, name: str, path: str | None, collect: frozenset[str]) -> dict[str, list[Record]]:
    """The lookups of the functions of an imported module that fail, or may fail, in the source's order."""
    found: dict[str, list[Record]] = {each: [] for each in ("attributes", "imports") if each in collect}
    if not found:
        return found
    world = World(live)
    known = Attributes(world.rebound)
    for namespace in modules.namespaces(live, name, path):
        for kind, records in _of_namespace(live, world, namespace, known, collect).items():
            found[kind] += records
    return found


def _of_namespace(
    live: Live, world: World, namespace: dict[str, object], known: Attributes, collect: frozenset[str]
) -> dict[str, list[Record]]:
    candidates = Candidates(world, namespace, known, collect)
    concerned = {id(each): each for each in live.codes(namespace) if candidates.is_one(each)}
    if not concerned:
        return {}
    roots = Roots(live, namespace)
    chosen = roots.named(concerned)
    if not chosen:
        return {}
    restraint.need("an analysis")

    def judge_all() -> dict[int, list[_Sighting]]:
        scope = LookupScope(world, namespace, known)
        judge = _Judge(scope, concerned, candidates.modules, collect)
        return {id(code): judge.judged(code, name) for code, name in chosen}

    by_root = judge_all()
    if known.ask():
        world.outcomes.clear()
        by_root = judge_all()
    told = {key for key, found in by_root.items() if found}
    if told and not holds(namespace, told):
        live.discard_garbage()
        roots = Roots(live, namespace)
    return _records(sighting for key, found in by_root.items() if key in roots for sighting in found)


class _Sighting:
    """One place where something is looked up that is not there, or not yet."""

    __slots__ = ("kind", "function", "path", "place", "fields", "ways")

    def __init__(
        self, kind: str, function: str, path: str, at: tuple[int | None, ...], fields: Record, ways: Ways
    ) -> None:
        self.kind = kind
        self.function = function
        self.path = path
        self.place = at
        self.fields = fields
        self.ways = ways

    @property
    def key(self) -> tuple[object, ...]:
        """What makes it the same place, in the order of the source."""
        what = (self.fields["module"], self.fields["name"] or "")
        return (self.path, *(number or 0 for number in self.place), *what, self.function)

    def record(self) -> Record:
        """As it goes over the wire."""
        found: Record = {**self.fields, "function": self.function, "path": self.path}
        names = ("line", "column", "end_line", "end_column")
        found.update((field, value) for field, value in zip(names, self.place) if value is not None)
        if frozenset() not in self.ways:
            ways = [sorted(way, key=lambda key: (key[0], key[1] or "")) for way in self.ways]
            found["when"] = [[list(key) for key in way] for way in ways]
        return found


class _Judge:
    """Judges the lookups in one code object that runs, and in the code that it makes."""

    def __init__(
        self,
        scope: LookupScope,
        concerned: dict[int, CodeType],
        held: dict[str, object],
        collect: frozenset[str],
    ) -> None:
        self._scope = scope
        self._concerned = concerned
        self._held = held  # modules, by the global names that hold them
        self._collect = collect
        self._found: list[_Sighting] = []

    def judged(self, code: CodeType, qualname: str) -> list[_Sighting]:
        """What can be reached and is not handled."""
        self._found = []
        self._examine(code, qualname, frozenset(), _ALWAYS)
        return self._found

    def _examine(self, code: CodeType, qualname: str, handled: frozenset[type], ways: Ways) -> None:
        """`handled` are the failures that the code around this one handles."""
        concerned = [each for each in loads.tree(code) if id(each) in self._concerned]
        if not concerned:
            return
        graph = self._scope.world.graph(code)
        wanted = deferred.statements(graph, self._scope.namespace, self._scope.known)
        if concerned[0] is code and len(concerned) == 1 and not handled:
            plainly = straight.open_imports(graph, wanted, self._held)
            if plainly is not None:
                for index in plainly if "imports" in self._collect else ():
                    fields = _import(wanted[index])
                    self._found.append(_sighting("imports", code, graph.ops[index], qualname, ways, fields))
                return
        reached: dict[int, list[frozenset[int]]] = {}  # what fails on the ways to an instruction
        certain = frozenset(index for index, each in wanted.items() if each.state in deferred.FAILURES)
        todo: list[frozenset[int]] = [frozenset()]
        for failing in todo:
            flow = LookupFlow(code, self._scope, wanted, certain | failing, graph)
            flow.run()
            if not flow.complete:
                return
            through = _through(ways, [_alternatives(wanted, index) for index in failing])
            for index in self._walk(flow, qualname, handled, reached, failing, through):
                if failing | {index} not in todo and len(todo) < _MOST_FLOWS:
                    todo.append(failing | {index})

    def _walk(
        self,
        flow: LookupFlow,
        qualname: str,
        handled: frozenset[type],
        reached: dict[int, list[frozenset[int]]],
        failing: frozenset[int],
        ways: Ways,
    ) -> list[int]:
        """Note what is reached when these imports fail; the open imports whose failure is handled."""
        guards: list[int] = []
        inner: list[tuple[Op, frozenset[type]]] = []
        noted: list[tuple[int, _Sighting]] = []
        alive: set[int] = set()

        def observe(op: Op, s: State) -> None:
            alive.add(op.index)
            is_code = type(op.value) is CodeType and not loads.is_annotation_scope(op.value, flow.code)
            if not is_code and op.index not in flow.wanted and op.name not in ATTRIBUTE_NAMES:
                return
            before = reached.setdefault(op.index, [])
            if any(each <= failing for each in before):
                return
            if is_code:
                inner.append((op, self._handled_around(flow, op, s)))
            elif self._is_handled(flow, op, s, handled):
                guards.extend(_guard(flow.wanted, op))
                return
            else:
                noted.extend((op.index, each) for each in self._note(flow, op, s, qualname, ways))
            before.append(failing)

        flow.walk(observe)
        for index, each in noted:
            behind = _before(flow, index) if each.kind == "attributes" else []
            if behind:
                each.fields["behind"] = behind
        doubtful = version_tests.behind(flow.graph, alive) if noted or inner else set()
        self._found += [each for index, each in noted if index not in doubtful]
        for op, around in inner:
            code = op.value
            if isinstance(code, CodeType) and not is_alias(flow.graph, op) and op.index not in doubtful:
                around = around | handled if _runs_at_once(code) else frozenset()
                self._examine(code, nested_name(qualname, flow.code, code), around, ways)
        return guards

    def _is_handled(self, flow: LookupFlow, op: Op, s: State, around: frozenset[type]) -> bool:
        failures = _failures(op)
        if not around.isdisjoint(failures):
            return True
        return flow.has_handler(op, s) and any(flow.pursue(op, s, each) for each in failures)

    def _handled_around(self, flow: LookupFlow, op: Op, s: State) -> frozenset[type]:
        if not flow.has_handler(op, s):
            return frozenset()
        return frozenset(each for each in (AttributeError, ImportError) if flow.pursue(op, s, each))

    def _note(self, flow: LookupFlow, op: Op, s: State, qualname: str, ways: Ways) -> Iterator[_Sighting]:
        if op.index in flow.wanted:
            wanted = flow.wanted[op.index]
            if "imports" in self._collect and wanted.state != deferred.THERE:
                yield _sighting("imports", flow.code, op, qualname, ways, _import(wanted))
        elif "attributes" in self._collect:
            owner = s.top()
            fields = self._attribute(owner.value, op, flow) if isinstance(owner, Known) else None
            if fields is not None:
                yield _sighting("attributes", flow.code, op, qualname, ways, fields)

    def _attribute(self, owner: object, op: Op, flow: Flow) -> Record | None:
        namespace, name = objects.module_dict(owner), str(op.value)
        if namespace is None:
            return None
        state = self._scope.known.state(owner, name)
        if state not in (attributes.ABSENT, attributes.SUBMODULE):
            return None
        module = str(namespace["__name__"])
        fields: Record = {"module": module, "name": name, "chain": _chain(flow.graph, op, flow.code, module)}
        if state == attributes.SUBMODULE:
            fields["submodule"] = True
        origin = modules.origin(namespace)
        if origin:
            fields["origin"] = origin
        said = self._scope.known.said(owner, name)
        if said is not None:
            fields["said"] = said
        return fields


def _sighting(kind: str, code: CodeType, op: Op, qualname: str, ways: Ways, fields: Record) -> _Sighting:
    return _Sighting(kind, plain_name(qualname), code.co_filename, place(op), fields, ways)


def _records(sightings: Iterable[_Sighting]) -> dict[str, list[Record]]:
    """Each place once, with all ways to it, in the order of the source."""
    merged: dict[tuple[object, ...], _Sighting] = {}
    for each in sightings:
        known = merged.setdefault(each.key, each)
        if known is not each:
            known.ways = tuple(dict.fromkeys((*known.ways, *each.ways)))
    found: dict[str, list[Record]] = {}
    for key in sorted(merged):
        found.setdefault(merged[key].kind, []).append(merged[key].record())
    return found


def _before(flow: LookupFlow, index: int) -> list[str]:
    """The modules that are not loaded and whose import comes before this instruction on every way."""
    return [
        each.module
        for at, each in flow.wanted.items()
        if each.name is None and each.state == deferred.OPEN
        if index not in flow.graph.reachable(0, handlers=True, past=at)
    ]


def _import(wanted: Wanted) -> Record:
    fields: Record = {"module": wanted.module, "name": wanted.name, "state": wanted.state}
    if wanted.state == deferred.ABSENT:
        fields["origin"] = deferred.origin(wanted.module)
    return fields


def _chain(graph: Graph, op: Op, code: CodeType, module: str) -> str:
    """The expression as the source has it: `np.random.nope`."""
    names = [str(op.value)]
    for each in reversed(graph.ops[: op.index]):
        if each.name in ATTRIBUTE_NAMES:
            names.append(str(each.value))
        elif each.name not in ("NOP", "PUSH_NULL", "COPY", "DUP_TOP"):
            variable = deferred.loaded_local(each, code)
            root = variable if variable is not None else str(each.value) if each.name in _ROOTS else module
            return ".".join([root, *reversed(names)])
    return ".".join([module, *reversed(names)])


def _failures(op: Op) -> tuple[type, ...]:
    """What an instruction raises when it fails; whoever handles one of them knows."""
    return (AttributeError,) if op.name in ATTRIBUTE_NAMES else (ImportError, ModuleNotFoundError)


def _guard(wanted: dict[int, Wanted], op: Op) -> list[int]:
    """The import that fails as a whole if this instruction does, where that is open."""
    each = wanted.get(op.index)
    if each is None or each.state != deferred.OPEN:
        return []
    return [op.index] if each.name is None or each.is_submodule else []


def _alternatives(wanted: dict[int, Wanted], index: int) -> list[Key]:
    """What may be missing for an import statement to fail: the module, or one of its names."""
    found = [wanted[index].key]
    for following in range(index + 1, max(wanted) + 1):
        each = wanted.get(following)
        if each is not None:
            if each.name is None or wanted[index].name is not None:
                break
            found.append(each.key)
    return found


def _through(outer: Ways, failing: list[list[Key]]) -> Ways:
    """The ways through `outer` on which one of each list fails as well."""
    found = list(outer)
    for keys in failing:
        found = [way | {key} for way in found for key in keys]
    return tuple(dict.fromkeys(found))[:_MOST_WAYS]


def _runs_at_once(code: CodeType) -> bool:
    return code.co_name in _AT_ONCE or not code.co_flags & _IS_FUNCTION
