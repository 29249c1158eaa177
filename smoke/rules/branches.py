"""Does the source of a module bind a name in some branch, although the live module does not have it?

Such a name depends on the surroundings (an optional dependency, a platform), so its absence is a warning and
no error, like `unbound-name`. What only a type checker sees, and what is deleted again, does not count.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache

from smoke.rules import syntax
from smoke.rules.checked import prefixes

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def binds(path: str | None, name: str) -> bool:
    """Whether some branch of the module at `path` binds the name."""
    return path is not None and path.endswith((".py", ".pyw")) and name in _bound(path)


def loads(path: str | None, name: str) -> bool:
    """Whether the module at `path` uses or binds the name at its own level."""
    if path is None or not path.endswith((".py", ".pyw")):
        return False
    tree = syntax.tree(path)
    nodes = _level(tree) if tree is not None else ()
    return any(isinstance(node, ast.Name) and node.id == name for node in nodes)


def imports(path: str | None, module: str) -> bool:
    """Whether some branch of the module at `path` imports this module, or one inside it."""
    return path is not None and path.endswith((".py", ".pyw")) and module in _imported(path)


@lru_cache(maxsize=64)
def _imported(path: str) -> frozenset[str]:
    """The full names of what is imported at the module's own level, with all packages above."""
    tree = syntax.tree(path)
    found: set[str] = set()
    for node in _level(tree) if tree is not None else ():
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        found.update(above for name in names for above in prefixes(name))
    return frozenset(found)


@lru_cache(maxsize=64)
def _bound(path: str) -> frozenset[str]:
    tree = syntax.tree(path)
    if tree is None:
        return frozenset()
    nodes = list(_level(tree))
    deleted = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del)}
    return frozenset(name for node in nodes for name in _names(node)) - deleted


def _level(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes at a module's own level, without what stands under TYPE_CHECKING."""
    for child in ast.iter_child_nodes(node):
        yield child
        if isinstance(child, ast.If) and _is_for_checkers(child.test):
            for other in child.orelse:
                yield other
                yield from _level(other)
        elif not isinstance(child, _SCOPES):
            yield from _level(child)


def _is_for_checkers(test: ast.expr) -> bool:
    """`TYPE_CHECKING` or `typing.TYPE_CHECKING`, and nothing else beside it."""
    name = test.id if isinstance(test, ast.Name) else test.attr if isinstance(test, ast.Attribute) else ""
    return name == "TYPE_CHECKING"


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)
