"""Whether a load of a missing global can happen: "possible", "never", "elsewhere" or "caught".

`never`: no way leads there in the state after the import (or it hangs on another missing name: see
`supposed`). `elsewhere`: nor does one here, but
on another platform (`names` asks that of what is `never`). `caught`: the same code object
handles the NameError. Code nested in a function is judged where the function would make it:
behind a guard of the outer function it is never made, and what runs at once (comprehensions,
class bodies) raises into the outer function's handlers. A place in the source may have
several copies (`finally` bodies): the worst of them counts.
"""

from __future__ import annotations

import re
import sys
from types import CodeType

from . import loads
from .decode import Op
from .flow import Flow
from .graph import Graph
from .scope import Scope
from .state import State
from .values import STORED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_LOADS = frozenset(["LOAD_GLOBAL", "LOAD_NAME"])
_IMPLICIT = frozenset(["__annotations__", "__conditional_annotations__", "__classdict__", "__classcell__"])
_AT_ONCE = frozenset(["<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"])
_IS_FUNCTION = 0x02  # CO_NEWLOCALS: absent from class bodies
_RANK = {"never": 0, "elsewhere": 1, "caught": 2, "possible": 3}
_COMPREHENSION = re.compile(r"((?:\.<locals>)?)\.<(?:list|set|dict)comp>(?:\.<locals>)?(?=$|\.)")
_TYPE_ALIAS = 11  # number of the intrinsic function that makes a type alias
_HAS_QUALNAME = sys.version_info >= (3, 11)  # PYVERSIONS


class Sighting:
    """One place in the source where a missing name is loaded."""

    __slots__ = ("name", "function", "path", "place", "reach")

    def __init__(
        self, name: str, function: str, path: str, place: tuple[int | None, ...], reach: str
    ) -> None:
        self.name = name
        self.function = function
        self.path = path
        self.place = place  # line, column, end line, end column
        self.reach = reach

    @property
    def key(self) -> tuple[object, ...]:
        """What makes it the same place."""
        return (self.path, self.place, self.name, self.function)

    def record(self) -> dict[str, object]:
        """As it goes over the wire: the fields of `smoke.model.Load`."""
        fields = ("line", "column", "end_line", "end_column")
        found: dict[str, object] = {"name": self.name, "function": self.function, "path": self.path}
        found.update((field, value) for field, value in zip(fields, self.place) if value is not None)
        found["reach"] = self.reach
        return found


class _Way:
    """What is known of an instruction that can be reached."""

    __slots__ = ("op", "handled", "bound")

    def __init__(self, op: Op, handled: bool, bound: frozenset[str]) -> None:
        self.op = op
        self.handled = handled  # whether a NameError there is
        self.bound = bound  # names bound by `global` statements on every way here

    def joined(self, other: _Way | None) -> _Way:
        """What holds if the instruction can be reached in the other way too."""
        if other is None:
            return self
        return _Way(self.op, self.handled and other.handled, self.bound & other.bound)


class Judge:
    """Judges the loads of missing names in code objects of one scope.

    `missing(code)` is the set of names that this code object itself loads and nothing provides.
    """

    def __init__(self, scope: Scope, missing: dict[int, frozenset[str]]) -> None:
        self._scope = scope
        self._missing = missing  # by the identity of the code object, which the caller keeps alive
        self._found: list[Sighting] = []

    def sightings(self) -> list[Sighting]:
        """All that was found, each place once, in the order of the source."""
        return merged(self._found)

    def examine(
        self,
        code: CodeType,
        qualname: str,
        caught: bool = False,
        bound: frozenset[str] = frozenset(),
        arguments: dict[int, object] | None = None,
    ) -> None:
        """Judge a code object that runs, and the code that it makes.

        `bound` are the names that the outer code has bound by `global` before it makes this one,
        `arguments` the parameters whose values are known.
        """
        if not self._concerns(code):
            return
        flow, reached = self._settled(code, bound, arguments)
        if flow.complete:
            self._report(flow, reached, qualname, caught)
        else:
            self._note_all(code, qualname, "possible")

    def returns(self, code: CodeType, first: object) -> bool:
        """Whether a function can return, called with that first argument."""
        flow, _ = self._settled(code, frozenset(), {0: first})
        return flow.leaving is not None or not flow.complete

    def _settled(
        self, code: CodeType, bound: frozenset[str], arguments: dict[int, object] | None
    ) -> tuple[Flow, dict[int, _Way]]:
        flow = Flow(code, self._scope).run(arguments)
        if not flow.complete:
            return flow, {}
        reached = self._reached(flow, bound)
        certain = frozenset(
            index
            for index, way in reached.items()
            if way.handled and way.op.name in _LOADS and way.op.value not in self._scope.rebound
        )
        if certain:  # `try: unicode` that always fails: what follows it in the `try` never runs
            flow = Flow(code, self._scope, flow.graph)
            flow.certain = certain
            flow.run(arguments)
            reached = self._reached(flow, bound)
        return flow, reached

    def _report(self, flow: Flow, reached: dict[int, _Way], qualname: str, caught: bool) -> None:
        lazy = loads.is_annotation_scope(flow.code)
        for op in flow.graph.ops:
            way = reached.get(op.index)
            if op.name in _LOADS and op.value in self._missing.get(id(flow.code), ()) and not lazy:
                if way is not None:
                    self._note(flow.code, op, qualname, "caught" if caught or way.handled else "possible")
                elif not self._is_own(flow.code, op):
                    self._note(flow.code, op, qualname, "never")
            elif type(op.value) is CodeType and self._concerns(op.value, flow.code):
                name = nested_name(qualname, flow.code, op.value)
                if is_alias(flow.graph, op):
                    continue
                if way is None:
                    self._note_all(op.value, name, "never")
                elif _runs_at_once(op.value):
                    self.examine(op.value, name, caught or way.handled, way.bound)
                else:
                    self.examine(op.value, name, id(op.value) in flow.shielded, way.bound)

    def _reached(self, flow: Flow, bound: frozenset[str]) -> dict[int, _Way]:
        """The loads of missing names and of code that can happen, by the number of the instruction."""
        found: dict[int, _Way] = {}
        missing = self._missing.get(id(flow.code), frozenset()) - bound

        def observe(op: Op, s: State) -> None:
            if op.name in _LOADS:
                if op.value not in missing or _is_bound_here(op, s):
                    return
                way = _Way(op, flow.has_handler(op, s) and flow.pursue(op, s, NameError), bound)
            elif type(op.value) is CodeType and self._concerns(op.value, flow.code):
                stored = bound.union(name for name, value in s.names.items() if value is STORED)
                at_once = _runs_at_once(op.value) and flow.has_handler(op, s)
                way = _Way(op, at_once and flow.pursue(op, s, NameError), stored)
            else:
                return
            found[op.index] = way.joined(found.get(op.index))

        flow.walk(observe)
        return found

    def _concerns(self, code: CodeType, parent: CodeType | None = None) -> bool:
        if loads.is_annotation_scope(code, parent) and not loads.is_generic(code):
            return False
        return any(id(each) in self._missing for each in loads.tree(code))

    def _is_own(self, code: CodeType, op: Op) -> bool:
        """A class body's own name: bound by the body before, or given by the interpreter."""
        return op.name == "LOAD_NAME" and not code.co_flags & _IS_FUNCTION

    def _note_all(self, code: CodeType, qualname: str, reach: str) -> None:
        lazy = loads.is_annotation_scope(code)
        for op in Flow(code, self._scope).graph.ops:
            if op.name in _LOADS and op.value in self._missing.get(id(code), ()) and not lazy:
                if reach == "possible" or not self._is_own(code, op):
                    self._note(code, op, qualname, reach)
            elif type(op.value) is CodeType and self._concerns(op.value, code):
                self._note_all(op.value, nested_name(qualname, code, op.value), reach)

    def _note(self, code: CodeType, op: Op, qualname: str, reach: str) -> None:
        name = str(op.value)
        if name in _IMPLICIT and not code.co_flags & _IS_FUNCTION:
            return
        self._found.append(Sighting(name, plain_name(qualname), code.co_filename, place(op), reach))


def merged(sightings: Iterable[Sighting]) -> list[Sighting]:
    """Each place once, with the worst of its copies, in the order of the source."""
    found: dict[tuple[object, ...], Sighting] = {}
    for each in sightings:
        if _RANK[each.reach] >= _RANK[found.setdefault(each.key, each).reach]:
            found[each.key] = each
    return sorted(found.values(), key=lambda s: (s.path, [n or 0 for n in s.place], s.name, s.function))


def qualnames(module_code: CodeType) -> dict[tuple[str, int], str]:
    """Qualified names by name and first line, for versions whose code objects do not have them."""
    found: dict[tuple[str, int], str] = {}
    for code, name in functions_of(module_code):
        found.setdefault((code.co_name, code.co_firstlineno), name)
    return found


def functions_of(module_code: CodeType) -> list[tuple[CodeType, str]]:
    """All code nested in a module, class bodies too, with qualified names."""
    todo = [(module_code, "")]
    for outer, name in todo:
        todo.extend((inner, nested_name(name, outer, inner)) for inner in loads.nested(outer))
    return todo[1:]


def nested_name(qualname: str, outer: CodeType, inner: CodeType) -> str:
    """The qualified name of code inside code."""
    if _HAS_QUALNAME:
        return inner.co_qualname  # type: ignore[attr-defined, no-any-return, unused-ignore]
    between = ".<locals>." if outer.co_flags & _IS_FUNCTION else "."
    return inner.co_name if outer.co_name == "<module>" else qualname + between + inner.co_name


def is_alias(graph: Graph, op: Op) -> bool:
    """True if the code object that `op` loads is the value of a `type` statement, evaluated on demand.

    PYVERSIONS: nothing in the code object says so in 3.12 and 3.13.
    """
    for each in graph.ops[op.index + 1 :]:
        if each.name not in ("MAKE_FUNCTION", "SET_FUNCTION_ATTRIBUTE", "BUILD_TUPLE"):
            return each.name == "CALL_INTRINSIC_1" and each.arg == _TYPE_ALIAS
    return False


def plain_name(qualname: str) -> str:
    """The qualified name without comprehensions, which are part of their function from 3.12 on."""
    found = _COMPREHENSION.search(qualname)
    while found is not None:
        rest = qualname[found.end() :]
        qualname = qualname[: found.start()] + (found.group(1) if rest else "") + rest
        found = _COMPREHENSION.search(qualname)
    return qualname


def place(op: Op) -> tuple[int | None, ...]:
    """Line, column, end line and end column of an instruction, None where not known."""
    line, end_line, column, end_column = op.position
    return (line, column, end_line, end_column)


def _is_bound_here(op: Op, s: State) -> bool:
    """Bound by a class body before, or by the function's own `global` statement on every way."""
    return str(op.value) in s.names if op.name == "LOAD_NAME" else s.names.get(str(op.value)) is STORED


def _runs_at_once(code: CodeType) -> bool:
    return code.co_name in _AT_ONCE or not code.co_flags & _IS_FUNCTION
