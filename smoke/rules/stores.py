"""What one source file sets on objects that may be modules: attributes, and items of their dictionaries.

    of(tree) -> Store("debug"), …                                   settings.debug = 1
                Store(None, {"settings"}), …                        setattr(settings, key, 1)
    given(tree, {"fill"}) -> ("fill", Store(None, {"settings"})), … fill(settings, values)

Of a computed name it is said as in `owners` whose it is. A dictionary that is given to anybody who may
write into it (`exec(code, globals())`) counts as written.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from smoke.dataclass import dataclass
from smoke.rules import owners
from smoke.rules.owners import Scope
from smoke.rules.syntax import last, text

SETTERS = frozenset(["setattr", "__setattr__", "patch", "object", "setitem", "setdefault", "__setitem__"])
_ITEM_SETTERS = frozenset(["setdefault", "__setitem__"])
# What only reads a dictionary that it is given.
_READERS = frozenset(
    """dict list set frozenset tuple sorted len iter print repr str bool id type isinstance any all enumerate
    zip map filter copy deepcopy eval getattr hasattr vars dir get update setdefault extend format_map pformat
    pprint dumps get_type_hints _eval_type _evaluate __import__ import_module FunctionType timeit repeat
    Timer""".split()
)


@dataclass(frozen=True)
class Store:
    """A name that is set; None for a computed one, of one of these objects. `is_later` as in `owners`."""

    name: str | None
    owners: frozenset[str] = frozenset()
    is_later: bool = False


def of(tree: ast.AST) -> Iterator[Store]:
    """All that the file sets."""
    added_to: set[ast.expr] = set()  # must be there already
    for node, scope in owners.nodes(tree):
        if isinstance(node, ast.AugAssign):
            added_to.add(node.target)
        for name, whose in _by_node(node, scope):
            if name is None:
                yield Store(None, frozenset(whose), scope.is_later)
            elif not (isinstance(node, ast.Attribute) and node in added_to):
                yield Store(name)


def given(tree: ast.AST, functions: Collection[str]) -> Iterator[tuple[str, Store]]:
    """What calls of these functions would set, if they set computed names on what they are given."""
    for node, scope in owners.nodes(tree):
        if isinstance(node, ast.Call) and last(node.func) in functions:
            for each in _arguments(node):
                whose = owners.modules(each, scope) | owners.named(each, scope)
                yield last(node.func), Store(None, frozenset(whose), scope.is_later)


Found = Iterator[tuple[str | None, set[str]]]


def _by_node(node: ast.AST, scope: Scope) -> Found:
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, (ast.Store, ast.Del)):
        if last(node.value) not in owners.SELF:
            yield node.attr, set()
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
        if whose := owners.namespaces(node.value, scope):
            yield text(node.slice), whose
    elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.BitOr):
        if whose := owners.namespaces(node.target, scope):
            yield from ((name, whose) for name in _keys(node.value))
    elif isinstance(node, ast.Call):
        yield from _by_call(node, scope)


def _by_call(node: ast.Call, scope: Scope) -> Found:
    function = last(node.func)
    if isinstance(node.func, ast.Attribute):
        yield from _by_method(node, function, owners.namespaces(node.func.value, scope))
    if function in SETTERS and node.args:
        yield from _by_setter(node, function, scope)
    if function not in _READERS:
        for each in _arguments(node):
            if whose := owners.namespaces(each, scope):
                yield None, whose


def _by_method(node: ast.Call, method: str, whose: set[str]) -> Found:
    """Of a dictionary."""
    if whose and method == "update":
        names = [name for each in node.args for name in _keys(each)]
        yield from ((name, whose) for name in (*names, *(keyword.arg for keyword in node.keywords)))
    elif whose and method in _ITEM_SETTERS and node.args:
        yield text(node.args[0]), whose


def _by_setter(node: ast.Call, function: str, scope: Scope) -> Found:
    texts = [each for each in map(text, node.args[:2]) if each is not None]
    yield from ((each.rpartition(".")[2], set()) for each in texts)
    if texts:
        return
    if function == "__setattr__" and len(node.args) == 2 and isinstance(node.func, ast.Attribute):
        yield None, owners.modules(node.func.value, scope)
    elif function in ("setattr", "__setattr__"):
        yield None, owners.modules(node.args[0], scope)


def _arguments(node: ast.Call) -> list[ast.expr]:
    return [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg)]


def _keys(node: ast.expr) -> Iterator[str | None]:
    """The keys of what a dictionary is updated with; None for any that are computed."""
    if isinstance(node, ast.Dict):
        yield from (None if key is None else text(key) for key in node.keys)
    elif isinstance(node, ast.Call) and last(node.func) == "dict":
        yield from (name for each in node.args for name in _keys(each))
        yield from (keyword.arg for keyword in node.keywords)
    else:
        yield None
