"""Where a function writes names of its own module.

By `global`, `globals()[…] =`, `setattr(module, …)`, `exec`, and how a name was bound.
"""

from __future__ import annotations

import builtins
from types import CodeType

from . import loads, objects
from .callsites import call_parts
from .decode import Op
from .flow import Flow
from .graph import Graph
from .scope import Scope
from .state import State
from .values import Bound, Known

# A code object without one of these names cannot reach a namespace as an object.
_HINTS = frozenset("globals vars setattr exec __dict__ modules import_module __import__".split())
_exec, _setattr = builtins.exec, builtins.setattr
_IMPORT_TAIL = frozenset(["SWAP", "ROT_TWO", "POP_TOP"])  # of `import a.b as c`
_GENERIC = "<generic parameters of %s>"


class Write:
    """One write; `name` is None where it is computed."""

    __slots__ = ("name", "line", "how")

    def __init__(self, name: str | None, line: int, how: str) -> None:
        self.name = name
        self.line = line
        self.how = how


def writes(code: CodeType, scope: Scope) -> list[Write]:
    """What this code object itself (not code nested in it) writes into the namespace of the scope."""
    found: list[Write] = []
    if not _may_write(code):
        return found
    graph = Graph(code)
    found.extend(
        Write(str(op.value), op.line or 0, how_bound(graph, op))
        for op in graph.ops
        if op.name == "STORE_GLOBAL"
    )
    if not _HINTS.isdisjoint(code.co_names):
        flow = Flow(code, scope, graph).run()

        def observe(op: Op, s: State) -> None:
            found.extend(_written(op, s, flow))

        flow.walk(observe)
    return found


def writes_elsewhere(code: CodeType, scope: Scope, namespace: dict[str, object], name: str) -> list[Write]:
    """Where this code of another module sets an attribute of that name on the module with this namespace."""
    if name not in code.co_names or name not in loads.attributes_set(code):
        return []
    found: list[Write] = []

    def observe(op: Op, s: State) -> None:
        owner = s.top()
        if op.name == "STORE_ATTR" and op.value == name and isinstance(owner, Known):
            if objects.module_dict(owner.value) is namespace:
                found.append(Write(name, op.line or 0, "assignment"))

    Flow(code, scope).run().walk(observe)
    return found


def how_bound(graph: Graph, op: Op) -> str:
    """ "import", "definition" or "assignment", by the instructions before a store."""
    at = op.index - 1
    while at > 0 and graph.ops[at].name in _IMPORT_TAIL:
        at -= 1
    if at >= 0 and graph.ops[at].name in ("IMPORT_NAME", "IMPORT_FROM"):
        return "import"
    for each in graph.ops[op.index - 1 :: -1]:
        if type(each.value) is CodeType:
            return "definition" if each.value.co_name in (op.value, _GENERIC % op.value) else "assignment"
        if each.name in ("STORE_NAME", "STORE_GLOBAL", "STORE_FAST"):
            break
    return "assignment"


def _may_write(code: CodeType) -> bool:
    return bool(loads.stored(code)) or not _HINTS.isdisjoint(code.co_names)


def _written(op: Op, s: State, flow: Flow) -> list[Write]:
    names: list[str | None] = []
    if op.name == "STORE_SUBSCR" and _is_own(s.top(2), flow.scope):
        names = [_text(s.top())]
    elif op.name == "STORE_ATTR" and _is_own_module(s.top(), flow.scope):
        names = [str(op.value)]
    elif op.name == "CALL_FUNCTION_EX":  # globals().update(**values)
        names = [None for value in s.stack[-4:] if isinstance(value, Bound) and _updates(value, flow.scope)]
    else:
        parts = call_parts(flow, op, s)
        if parts is not None:
            names = _called(parts.callee, parts.arguments, parts.keywords, flow.scope)
    return [Write(name, op.line or 0, "assignment") for name in names]


def _called(
    callee: object, arguments: list[object], keywords: tuple[str, ...] | None, scope: Scope
) -> list[str | None]:
    if isinstance(callee, Bound) and callee.owner is scope.namespace:
        if _updates(callee, scope):
            computed = keywords is None or len(arguments) > len(keywords)
            return [None] if computed else list(keywords or ())
        if callee.name in ("setdefault", "__setitem__") and arguments:
            return [_text(arguments[0])]
    if isinstance(callee, Known) and not keywords:
        if callee.value is _setattr and len(arguments) == 3 and _is_own_module(arguments[0], scope):
            return [_text(arguments[1])]
        if callee.value is _exec and len(arguments) > 1 and _is_own(arguments[1], scope):
            return [None]
    return []


def _updates(method: Bound, scope: Scope) -> bool:
    return method.owner is scope.namespace and method.name == "update"


def _is_own(value: object, scope: Scope) -> bool:
    return isinstance(value, Known) and value.value is scope.namespace


def _is_own_module(value: object, scope: Scope) -> bool:
    return isinstance(value, Known) and objects.module_dict(value.value) is scope.namespace


def _text(value: object) -> str | None:
    return value.value if isinstance(value, Known) and type(value.value) is str else None
