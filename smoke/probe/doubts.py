"""What reading a module's code cannot exclude, though running it would: reasons to say nothing of a load.

Live, a flag has a value, and a definition that was replaced is gone. Of a module that is only
read neither is known, so a load counts as doubtful

* behind a test that no value here decides and that no local variable takes part in
  (`if HAS_SSL:`, `if compat.PY2:`, `if "plugin" in globals():`): a flag, whatever it is worth;
* behind a test of a parameter that may keep a flag at hand (`_PY3=PY3`): its name is private or upper case;
* in a function or class of whose name the module has another definition;
* in a test, where some `setUp` of the module can skip tests.

And the names that the module puts into builtins are bound as well.
"""

from __future__ import annotations

from collections import Counter
from dis import HAVE_ARGUMENT, stack_effect
from types import CodeType

from . import loads
from .decode import Op
from .flow import Flow
from .graph import Graph
from .scope import Scope
from .state import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Place = tuple[tuple[int | None, ...], str | int]

_SET_UP = ("setUp", "setUpClass", "setUpModule")
_SKIPS = frozenset(["skipTest", "SkipTest", "skip"])
_BUILTINS = frozenset(["builtins", "__builtin__", "__builtins__"])
_MATCHES = ("CHECK_EXC_MATCH", "CHECK_EG_MATCH", "JUMP_IF_NOT_EXC_MATCH", "MATCH_", "GET_LEN")
_LOCALS = ("LOAD_FAST", "LOAD_DEREF", "LOAD_CLASSDEREF", "STORE_FAST_LOAD_FAST", "LOAD_FROM_DICT_OR_DEREF")
_NO_FLAGS = _MATCHES + _LOCALS  # `except X:` and `case X():` ask about values, even where none is loaded


def builtins_given(code: CodeType) -> set[str] | None:
    """The names that a module's code may put into builtins; None if they are computed."""
    trees = loads.tree(code)
    used = {name for each in trees for name in each.co_names}
    if used.isdisjoint(_BUILTINS):
        return set()
    if not used.isdisjoint(("setattr", "__builtins__", "__dict__", "vars")):
        return None
    return {str(op.value) for each in trees for op in Graph(each).ops if op.name == "STORE_ATTR"}


def replaced(code: CodeType) -> frozenset[str]:
    """The names that the module itself binds more than once."""
    places = {_place(op) for op in Graph(code).ops if op.name == "STORE_NAME"}
    stores = Counter(str(name) for _, name in places)
    return frozenset(name for name, number in stores.items() if number > 1)


def behind_flags(code: CodeType, scope: Scope, concerned: set[int]) -> set[Place]:
    """Places (and names) of the loads behind undecided flags, in this code object and what is nested in it.

    `concerned` are the identities of the code objects that have loads of interest.
    """
    if not any(id(each) in concerned for each in loads.tree(code)):
        return set()
    graph = Graph(code)
    flow = Flow(code, scope, graph).run()
    reached: set[int] = set()

    def observe(op: Op, s: State) -> None:
        reached.add(op.index)

    flow.walk(observe)
    found: set[Place] = set()
    guarded = _guarded(graph, reached)
    for op in graph.ops:
        if type(op.value) is CodeType:
            is_guarded = _place(op) in guarded
            found |= _all(op.value) if is_guarded else behind_flags(op.value, scope, concerned)
    return found | guarded


def _all(code: CodeType) -> set[Place]:
    return {_place(op) for each in loads.tree(code) for op in Graph(each).ops}


def _place(op: Op) -> Place:
    """What copies of the same code have in common: compilers repeat what two ways share."""
    return op.position, id(op.value) if type(op.value) is CodeType else str(op.value)


def _guarded(graph: Graph, reached: set[int]) -> set[Place]:
    """The places that one answer of a flag leads to and the other does not."""
    found: set[Place] = set()
    for op in graph.ops:
        if op.target >= 0 and "_IF_" in op.name and {op.index + 1, op.target} <= reached:
            if _asks_a_flag(graph, op):
                found |= _from(graph, op.index + 1, op) ^ _from(graph, op.target, op)
    return found


def may_be_skipped(code: CodeType) -> bool:
    """Whether something that `unittest` calls before a test can skip it."""
    set_up = [each for each in loads.tree(code) if each.co_name in _SET_UP]
    return any(not _SKIPS.isdisjoint(each.co_names) for each in set_up)


def is_test(function: str) -> bool:
    """Whether the qualified name is that of a test method, or of what runs after one."""
    return any(part.startswith(("test", "tearDown")) for part in function.split(".")[1:])


def _asks_a_flag(graph: Graph, jump: Op) -> bool:
    """Whether the tested expression loads globals and no locals."""
    has_global = False
    kept = graph.code.co_varnames[: graph.code.co_argcount + graph.code.co_kwonlyargcount]
    for op in expression(graph, jump):
        if op.name.startswith("LOAD_FAST") and op.value in kept and _keeps_a_flag(str(op.value)):
            has_global = True
            continue
        if op.name.startswith(_NO_FLAGS) or op.value == "exception match":
            return False
        has_global = has_global or op.name in ("LOAD_GLOBAL", "LOAD_NAME")
    return has_global and not jump.name.startswith(_MATCHES)


def _keeps_a_flag(name: str) -> bool:
    return name.startswith("_") or name.isupper()


def expression(graph: Graph, jump: Op) -> Iterator[Op]:
    """The instructions that make the value on top of the stack at a jump, the last one first."""
    depth = 0
    for op in reversed(graph.ops[: jump.index]):
        yield op
        depth += stack_effect(op.opcode, op.arg if op.opcode >= HAVE_ARGUMENT else None, jump=False)
        if depth >= 1 or op.index in graph.meetings:
            return


def _from(graph: Graph, start: int, test: Op) -> set[Place]:
    """The places to which some way leads from `start` before the same test is made again."""
    return {_place(graph.ops[index]) for index in graph.reachable(start, handlers=True, past=test.index)}
