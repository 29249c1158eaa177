"""Is a lambda meant to be read instead of called, because it speaks of the variable of a query?

    select(person for person in Person).order_by(lambda: person.age)

The variable of a generator expression does not reach into a lambda, so calling this one raises
NameError, and in ordinary code nobody could mean it. Libraries that translate bytecode (Pony
makes SQL of it) never call the lambda; for them it continues the query. Whether `order_by` calls or
reads cannot be seen here, so such a name is a warning.

Contract: only a lambda that is an argument of a method, where the object is made, in the same expression
or in an assignment of the same function, from a generator expression whose variable has that name.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from smoke.model import Load
from smoke.rules import syntax

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Module)


def continues_one(load: Load) -> bool:
    """True if the load stands in a lambda that speaks of the variable of a query."""
    if "<lambda>" not in load.function:
        return False
    tree = syntax.tree(load.path)
    return tree is not None and any(_is_of_query(load.name, parents) for parents in _places(load, tree, ()))


def _places(load: Load, node: ast.AST, parents: tuple[ast.AST, ...]) -> Iterator[tuple[ast.AST, ...]]:
    """For each such name at that place, the nodes around it, the innermost last."""
    if isinstance(node, ast.Name):
        if (node.id, node.lineno) == (load.name, load.line) and load.column in (None, node.col_offset):
            yield parents
        return
    for child in ast.iter_child_nodes(node):
        first = getattr(child, "lineno", load.line)
        if first <= load.line <= (getattr(child, "end_lineno", None) or load.line):
            yield from _places(load, child, (*parents, node))


def _is_of_query(name: str, parents: tuple[ast.AST, ...]) -> bool:
    for depth, node in enumerate(parents):
        caller = parents[depth - 1] if depth else None
        if isinstance(node, ast.Lambda) and isinstance(caller, ast.Call) and node is not caller.func:
            if isinstance(caller.func, ast.Attribute) and _is_query(caller.func.value, name, parents[:depth]):
                return True
    return False


def _is_query(receiver: ast.expr, name: str, parents: tuple[ast.AST, ...]) -> bool:
    """Whether a generator expression with that variable made the object."""
    if _has_variable(receiver, name):
        return True
    root = receiver
    while isinstance(root, (ast.Attribute, ast.Call, ast.Subscript)):
        root = root.func if isinstance(root, ast.Call) else root.value
    scope = next(node for node in reversed(parents) if isinstance(node, _SCOPES))
    return isinstance(root, ast.Name) and any(
        isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == root.id for target in node.targets)
        and _has_variable(node.value, name)
        for node in ast.walk(scope)
    )


def _has_variable(node: ast.AST, name: str) -> bool:
    generators = [each for each in ast.walk(node) if isinstance(each, ast.GeneratorExp)]
    targets = [part.target for generator in generators for part in generator.generators]
    names = [each for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)]
    return any(each.id == name for each in names)
