"""An abstract interpreter over the bytecode of one code object.

It answers what can be reached, with which values, in the state after the import. A condition
whose value is known takes one way, any other both; each instruction that can raise also leads
to its handler. States that meet are weakened to what holds on both ways, so it ends.

    flow = Flow(code, scope)
    flow.run()
    flow.walk(observe)     observe(op, state) for each reachable instruction, before it happens

A code object that is too large for this is not judged: `complete` is False then, and
everything counts as reachable.
"""

from __future__ import annotations

from heapq import heappop, heappush
from opcode import opmap
from types import CodeType, FunctionType

from . import calls, callsites, operands, steps, unwinding, values  # noqa: F401  (they add their steps)
from .decode import Op
from .graph import HAS_TABLE, SILENT, Graph
from .scope import TYPE_CHECKING_NAMES, Scope
from .state import State
from .values import UNBOUND, UNKNOWN, InFlight, Known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Observer = Callable[[Op, State], None]
    _Entry = tuple[int, tuple[int, ...]]  # instruction, and how `finally` bodies around it go on (3.8)

_LARGEST = 40_000  # instructions of a code object that is still followed
_EFFORT = 40  # blocks visited for each block that there is, before giving up
_IS_FUNCTION = 0x01  # CO_OPTIMIZED: locals have numbers; absent from class bodies and modules
_VARARGS, _VARKEYWORDS = 0x04, 0x08
_SHARES_FINALLY = "CALL_FINALLY" in opmap  # PYVERSIONS: 3.8 has one copy of a body for all ways
_RETURNS_LATER = 0x20 | 0x80 | 0x100 | 0x200  # generators and coroutines
_DEEPEST = 3  # calls followed into one another
_LONGEST = 2_000  # bytes of code of a function that is followed
_ANYTHING, _NAME_ERROR = InFlight(None), InFlight(NameError)


class Flow:
    """One analysis of one code object."""

    def __init__(
        self, code: CodeType, scope: Scope, graph: Graph | None = None, depth: int = 0, blind: bool = False
    ) -> None:
        self.code = code
        self.scope = scope
        self.graph = scope.world.graph(code) if graph is None else graph
        self.is_module = code.co_name == "<module>"
        self.blind = blind  # conditions are never decided
        self.certain: frozenset[int] = frozenset()  # loads that always raise NameError
        self.pursued: type | None = None  # only that exception's way is followed
        self.handled = False  # it came to an end in this code
        self.shielded: set[int] = set()  # functions made here and given to who expects a NameError
        self.returned: object = None  # joined value of all returns, None if there is none
        self.leaving: State | None = None  # joined state of all returns
        self.complete = len(self.graph.ops) <= _LARGEST
        self._depth = depth
        self._entries: dict[_Entry, State] = {}
        self._queue: list[_Entry] = []
        self._waiting: set[_Entry] = set()
        self._stores: dict[str, int] | None = None

    def run(self, arguments: dict[int, object] | None = None) -> Flow:
        """Follow every way from the first instruction."""
        self._settle([(0, self._start(arguments or {}))])
        return self

    def pursue(self, op: Op, state: State, raised: type) -> bool:
        """Whether an exception of that class raised by `op` is handled in this code object.

        A handler that raises on every way (`finally`, `with`, `except Exception: log(); raise`) does
        not handle it, unless its `except` clause names that very class. Context managers let it pass
        unless they were given a class that covers it.
        """
        hunt = Flow(self.code, self.scope, self.graph, self._depth)
        hunt.pursued, hunt._stores = raised, self._stores
        hunt.throw(op, state, InFlight(raised))
        hunt._settle([])
        return hunt.handled or not hunt.complete

    def walk(self, observe: Observer) -> None:
        """Call `observe(op, state)` for each reachable instruction with all that is known before it."""
        for entry in sorted(self._entries):
            self._trace(entry[0], self._entries[entry].copy(), observe)

    def has_handler(self, op: Op, state: State) -> bool:
        """Whether any handler covers this instruction."""
        return op.handler is not None or bool(state.blocks)

    # --- asked by the steps ------------------------------------------------------------------

    def name_value(self, name: str, op: Op, s: State) -> object:
        """The value of a name in a class body or module."""
        if name in TYPE_CHECKING_NAMES and name in s.names:
            return self._for_checkers(name, s.names[name])
        if name not in s.names:
            if self.is_module and name in self.stores():
                return _builtin(self.scope, name)
            return self.scope.value(name)
        value = s.names[name]
        if value is UNKNOWN and self.is_module and self.stores().get(name, 0) < (op.line or 0):
            return self.scope.value(name)  # bound for good before this line: the live value
        return value

    def stores(self) -> dict[str, int]:
        """The last line on which this module code binds each name."""
        if self._stores is None:
            self._stores = {}
            for op in self.graph.ops:
                if op.name in ("STORE_NAME", "STORE_GLOBAL", "DELETE_NAME", "DELETE_GLOBAL"):
                    name = str(op.value)
                    self._stores[name] = max(self._stores.get(name, 0), op.line or 0)
        return self._stores

    def matches(self, raised: object, handler: object) -> object:
        """The value of an `except` clause's test."""
        if not isinstance(raised, InFlight) or raised.type is None:
            return UNKNOWN
        if self.pursued is not None and values.names_class(handler, self.pursued):
            self.handled = True  # whoever writes `except NameError` knows, whatever they raise instead
        answer = values.covers(handler, raised.type)
        return values.FALSE if answer is None else values.known(answer)  # unknown classes are rarely so wide

    def keywords(self, op: Op) -> tuple[str, ...]:
        """PYVERSIONS: 3.11 and 3.12 name the keywords of a call by an instruction before it."""
        at = op.index - 1
        while at >= 0 and self.graph.ops[at].name == "PRECALL":
            at -= 1
        if at >= 0 and self.graph.ops[at].name == "KW_NAMES":
            names = self.graph.ops[at].value
            return names if type(names) is tuple else ("",)
        return ()

    def throw(self, op: Op, s: State, raised: InFlight) -> None:
        """Lead an exception that `op` raises to its handler."""
        if HAS_TABLE:
            handler = op.handler
            if handler is None:
                return
            entered = s.copy()
            entered.stack = s.stack[: handler.depth] + [UNKNOWN] * (handler.depth - len(s.stack))
            if handler.lasti:
                entered.push()
            entered.push(raised)
            self._enter(handler.target, entered)
        elif s.blocks:
            target, depth = s.blocks[-1]
            entered = s.copy()
            entered.blocks = s.blocks[:-1]
            entered.stack = s.stack[:depth] + [UNKNOWN] * 5 + [raised]
            self._enter(target, entered)

    def raised_by(self, op: Op, s: State) -> InFlight | None:
        """What an instruction may raise; None if nothing."""
        return _NAME_ERROR if op.index in self.certain else _ANYTHING

    def leave(self, op: Op, value: object, s: State) -> None:
        """A return."""
        self.returned = value if self.returned is None else values.join(self.returned, value)
        if self.leaving is None:
            self.leaving = s.copy()
        else:
            self.leaving.meet(s)

    def follow(self, function: object, arguments: list[object]) -> object:
        """The outcome of calling a plain function, by its own code; remembered for known arguments."""
        if (
            type(function) is not FunctionType
            or self._depth >= _DEEPEST
            or self.pursued is not None
            or self.blind
        ):
            return UNKNOWN
        code = function.__code__
        if code.co_flags & _RETURNS_LATER or len(code.co_code) > _LONGEST:
            return UNKNOWN
        if len(arguments) > code.co_argcount or code.co_flags & (_VARARGS | _VARKEYWORDS):
            arguments = []
        where = (self.scope.checking, self.scope.system)
        key = (id(code), id(function.__globals__), where, *map(_key, arguments))
        outcomes = self.scope.world.outcomes
        if key not in outcomes:
            outcomes[key] = UNKNOWN  # for a function that calls itself
            inner = Flow(code, self.scope.of(function), depth=self._depth + 1)
            inner.run(dict(enumerate(arguments)))
            if inner.complete:
                outcomes[key] = calls.NEVER if inner.returned is None else _lasting(inner.returned)
            self.scope.world.kept.append(arguments)  # the key may hold their identities
        return outcomes[key]

    def _for_checkers(self, name: str, bound: object) -> object:
        """The value of a TYPE_CHECKING that this class body or module has bound."""
        if self.scope.checking:
            return values.TRUE
        if values.truth(bound) is not None:
            return bound
        is_live = self.is_module and self.scope.namespace.get(name) is True
        return self.scope.value(name) if is_live else values.FALSE

    # --- the fixed point ---------------------------------------------------------------------

    def _start(self, arguments: dict[int, object]) -> State:
        s = State()
        if self.code.co_flags & _IS_FUNCTION:
            names, shared = self.code.co_varnames, self.code.co_cellvars
            own = (n for n in range(parameters(self.code), self.code.co_nlocals) if names[n] not in shared)
            s.locals = dict.fromkeys(own, UNBOUND)  # 3.13 loads cells like locals
            s.locals.update((n, value) for n, value in arguments.items() if value is not UNKNOWN)
        return s

    def _settle(self, entries: list[tuple[int, State]]) -> None:
        if not self.complete:
            return
        for index, state in entries:
            self._enter(index, state)
        budget = _EFFORT * (len(self.graph.meetings) + 10)
        while self._queue:
            entry = heappop(self._queue)
            self._waiting.discard(entry)
            self._trace(entry[0], self._entries[entry].copy(), None)
            budget -= 1
            if budget < 0:
                self.complete = False
                return

    def _enter(self, index: int, state: State) -> None:
        entry = (index, state.ways() if _SHARES_FINALLY else ())
        present = self._entries.get(entry)
        if present is None:
            self._entries[entry] = state.copy()
        elif not present.meet(state):
            return
        if entry not in self._waiting:
            self._waiting.add(entry)
            heappush(self._queue, entry)

    def _trace(self, index: int, s: State, observe: Observer | None) -> None:
        """Follow one way to the next place where ways meet or part."""
        ops, meetings, settling = self.graph.ops, self.graph.meetings, observe is None
        told: object = None  # the handler that knows this version of the state
        while index < len(ops):
            op = ops[index]
            if observe is not None:
                observe(op, s)
            elif self.pursued is None and op.name not in SILENT and (op.handler is not None or s.blocks):
                raised = self.raised_by(op, s)
                informed = (op.handler, s.blocks, s.version, raised)
                if raised is not None and informed != told:
                    self.throw(op, s, raised)
                    told = informed
            following = steps.advance(self, op, s)
            if following is not None:
                if settling:
                    for target, state in following:
                        self._enter(target, state)
                return
            index += 1
            if index in meetings:
                if settling:
                    self._enter(index, s)
                return


def parameters(code: CodeType) -> int:
    """How many of the numbered locals are parameters."""
    flags = code.co_flags
    return code.co_argcount + code.co_kwonlyargcount + bool(flags & _VARARGS) + bool(flags & _VARKEYWORDS)


def _builtin(scope: Scope, name: str) -> object:
    found = scope.builtins.get(name, UNKNOWN)
    return UNKNOWN if found is UNKNOWN else Known(found)


def _lasting(value: object) -> object:
    return value if isinstance(value, Known) else UNKNOWN


def _key(value: object) -> object:
    if not isinstance(value, Known):
        return None
    return (type(value.value), value.value) if values.is_plain(value.value) else id(value.value)
