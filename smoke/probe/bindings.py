"""How the module's own code treats a name that is missing now: where it binds it, and why that did not count.

The module's code has run, so the same flow engine can tell with the live values which of its
branches ran. A binding that flow reaches although the name is missing was in a `try`, a
handler or a loop that did not get that far, unless something deletes the name again.

    gather(module_code, scope, names, live_functions) -> {name: Binding}

With `module_code` None (no source, no code) only the live functions are known.
"""

from __future__ import annotations

from types import CodeType

from . import injectors, typing_blocks
from .decode import Op
from .flow import Flow
from .graph import HAS_TABLE, Graph, is_star_import
from .reach import functions_of, plain_name
from .scope import Scope
from .state import State
from .writes import Write, how_bound, writes, writes_elsewhere

_STORES = frozenset(["STORE_NAME", "STORE_GLOBAL"])
_DELETES = frozenset(["DELETE_NAME", "DELETE_GLOBAL"])
_WRITES = _STORES | _DELETES
_OPENERS = frozenset(["SETUP_FINALLY", "SETUP_WITH", "FOR_ITER"])
_CONSTANTS = ("LOAD_CONST", "LOAD_COMMON_CONSTANT")  # PYVERSIONS: None is the latter from 3.15 on
_LINELESS = 0  # a deletion that the compiler added on the way out of a handler


class Binding:
    """All that the module's code does to one name; the fields of `smoke.model.Binding`."""

    __slots__ = ("name", "stores", "deletes", "dynamic", "stars")

    def __init__(self, name: str) -> None:
        self.name = name
        self.stores: list[dict[str, object]] = []
        self.deletes: list[int] = []
        self.dynamic: list[str] = []
        self.stars: list[str] = []  # modules whose star import could bind it on another platform

    @property
    def waits(self) -> bool:
        """True if it is bound somewhere, in branches that did not run here."""
        states = {store["state"] for store in self.stores}
        return "not-run" in states and states <= {"not-run", "type-checking"} and not self.deletes

    def record(self) -> dict[str, object]:
        """As it goes over the wire."""
        fields: dict[str, object] = {"name": self.name}
        if self.stores:
            fields["stores"] = sorted(
                self.stores, key=lambda s: (s["line"], s["state"], s.get("function") or "")
            )
        if self.deletes:
            fields["deletes"] = sorted(set(self.deletes) - {_LINELESS}) or [_last_line(self.stores)]
        if self.dynamic:
            fields["dynamic"] = sorted(set(self.dynamic))
        if self.stars:
            fields["stars"] = self.stars
        return fields


def gather(
    module_code: CodeType | None, scope: Scope, names: set[str], functions: list[tuple[CodeType, str]]
) -> dict[str, Binding]:
    """A Binding for each of the names; `functions` are live ones with their qualified names."""
    found = {name: Binding(name) for name in names}
    if not found:
        return found
    if module_code is not None:
        _at_module_level(module_code, scope, found)
        functions = functions + functions_of(module_code)
    done: set[int] = set()
    for code, qualname in functions:
        if id(code) not in done:
            done.add(id(code))
            for write in writes(code, scope):
                _note(write, plain_name(qualname), found)
    _note_foreign(scope, [binding for binding in found.values() if not binding.stores])
    unbound = [binding for binding in found.values() if not binding.stores]
    _note_injected(functions, scope, [binding for binding in unbound if not binding.dynamic])
    _note_spelled(functions, scope, unbound)
    return found


def _at_module_level(code: CodeType, scope: Scope, found: dict[str, Binding]) -> None:
    graph = Graph(code)
    concerned = [op for op in graph.ops if op.name in _WRITES and op.value in found]
    plain = typing_blocks.conditions(graph, scope.namespace, concerned)
    if plain is not None:
        for op in concerned:
            store = _store(op.line or 0, "type-checking", how_bound(graph, op), because=plain[op.index])
            found[str(op.value)].stores.append(store)
        return
    now = _Reached(Flow(code, scope, graph))
    anywhere = _Reached(Flow(code, _undecided(scope, checking=False), graph))
    typing = _Reached(Flow(code, _undecided(scope, checking=True), graph))
    deleted = {
        op.value for op in graph.ops if op.name in _DELETES and op.value in found and op.index in now.reached
    }
    for op in graph.ops:
        if op.name in _STORES and op.value in found and not _is_clearing(graph, op):
            how = how_bound(graph, op)
            if op.index in now.reached:
                state, because = ("ran", None) if op.value in deleted else ("not-run", _around(graph, op))
            elif op.index in typing.reached and op.index not in anywhere.reached:
                state, because = "type-checking", now.decided(op)
            else:
                state, because = "not-run", now.decided(op)
            found[str(op.value)].stores.append(_store(op.line or 0, state, how, because=because))
        elif op.name in _DELETES and op.value in deleted and op.index in now.reached:
            found[str(op.value)].deletes.append(op.line or _LINELESS)
    for binding in found.values():
        if binding.deletes and not binding.stores:  # bound by a star import
            binding.stores += [_store(line, "ran", "import") for line in _star_imports(graph)]


def _undecided(scope: Scope, checking: bool) -> Scope:
    """The same module on any platform, version and setting: with or without a type checker."""
    return Scope(scope.world, scope.namespace, scope.builtins, checking, undecided=True)


class _Reached:
    """What one flow over the module's code reaches, and which conditions kept it from the rest."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow.run()
        self._decisions: list[tuple[Op, int]] = []  # conditional jump, the way not taken
        if flow.complete:
            self.reached: set[int] = set()
            flow.walk(self._observe)
            self._find_decisions()
        else:
            self.reached = {op.index for op in flow.graph.ops}

    def decided(self, store: Op) -> int | None:
        """The line of the condition that keeps the store from running."""
        lines = [op.line for op, way in self._decisions if op.line and self._leads(way, store.index)]
        before = [line for line in lines if line <= (store.line or 0)]
        return max(before) if before else None

    def _observe(self, op: Op, s: State) -> None:
        self.reached.add(op.index)

    def _find_decisions(self) -> None:
        for op in self._flow.graph.ops:
            if op.target >= 0 and op.index in self.reached and "_IF_" in op.name:
                for way in (op.index + 1, op.target):
                    if way not in self.reached:
                        self._decisions.append((op, way))

    def _leads(self, start: int, wanted: int) -> bool:
        """Whether unreached code at `start` goes on to `wanted` without coming back to reached code."""
        todo, seen = [start], set()
        ops = self._flow.graph.ops
        while todo:
            index = todo.pop()
            while index < len(ops) and index not in seen and index not in self.reached:
                seen.add(index)
                if index == wanted:
                    return True
                op = ops[index]
                if op.target >= 0:
                    todo.append(op.target)
                if op.handler is not None:
                    todo.append(op.handler.target)
                if op.name in ("JUMP_FORWARD", "JUMP_ABSOLUTE", "JUMP_BACKWARD", "RAISE_VARARGS", "RERAISE"):
                    break
                index += 1
        return False


def _note_foreign(scope: Scope, unbound: list[Binding]) -> None:
    """A function of another module sets the name as an attribute of this one: `settings.app = app`."""
    mentioning = scope.world.functions_that_mention([each.name for each in unbound])
    for binding in unbound:
        for function in mentioning[binding.name]:
            if function.__globals__ is not scope.namespace:
                code, other = function.__code__, scope.of(function)
                for write in writes_elsewhere(code, other, scope.namespace, binding.name):
                    place = f"{function.__globals__.get('__name__')}.{function.__qualname__}"
                    binding.stores.append(_store(write.line, "function", write.how, function=place))


def _note_injected(functions: list[tuple[CodeType, str]], scope: Scope, unbound: list[Binding]) -> None:
    """A function that this module uses binds names in the module of its caller."""
    by = injectors.bound_by([code for code, _ in functions], scope) if unbound else {}
    for place, names in by.items():
        for binding in unbound:
            if names is None or binding.name in names:
                binding.dynamic.append(place)


def _note_spelled(functions: list[tuple[CodeType, str]], scope: Scope, unbound: list[Binding]) -> None:
    """Somebody is told the full name of the global, and binds it: `patch("pkg.mod.name", create=True)`."""
    prefixes = ("%s", "{}", "", scope.namespace.get("__name__"))
    spelled = {f"{prefix}.{each.name}": each for each in unbound for prefix in prefixes}
    for code, qualname in functions if spelled else ():
        for text in code.co_consts:
            if type(text) is str and text in spelled:
                spelled[text].dynamic.append(plain_name(qualname))


def _note(write: Write, qualname: str, found: dict[str, Binding]) -> None:
    if write.name is None:
        for binding in found.values():
            binding.dynamic.append(qualname)
    elif write.name in found:
        store = _store(write.line, "function", write.how, function=qualname)
        if store not in found[write.name].stores:  # the live function and its twin in the module's code
            found[write.name].stores.append(store)


def _star_imports(graph: Graph) -> list[int]:
    return [op.line or 0 for op in graph.ops if is_star_import(op)]


def _is_clearing(graph: Graph, op: Op) -> bool:
    """True for the `name = None` that the compiler puts before the `del name` at the end of a handler."""
    following = graph.ops[op.index + 1]
    before = graph.ops[op.index - 1]
    cleared = before.name in _CONSTANTS and before.line == following.line
    return cleared and following.name in _DELETES and following.value == op.value


def _last_line(stores: list[dict[str, object]]) -> int:
    return max(int(str(store["line"])) for store in stores) if stores else 1


def _store(
    line: int, state: str, how: str, function: str | None = None, because: int | None = None
) -> dict[str, object]:
    fields: dict[str, object] = {"line": line, "state": state, "how": how}
    if function is not None:
        fields["function"] = function
    if because is not None:
        fields["because"] = because
    return fields


def _around(graph: Graph, op: Op) -> int | None:
    """The line of the innermost `try`, `with`, `if` or loop that an instruction is in."""
    lines: list[int | None] = [
        each.line
        for each in graph.ops[: op.index]
        if each.target > op.index and each.line and ("_IF_" in each.name or each.name in _OPENERS)
    ]
    if HAS_TABLE and op.handler is not None:
        first = graph.ops[op.handler.first]
        before = graph.ops[first.index - 1] if first.index else first
        lines += [before.line if before.name == "NOP" and before.line else first.line]
    return max((line for line in lines if line), default=None)
