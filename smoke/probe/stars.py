"""Star imports: which module one names, and whether one could bring a name that it does not bring here.

    source(graph, op, package) -> "pkg.compat", "" where that is not to be seen
    may_bind(name, module_code, namespace) -> the modules whose `*` could bring it on another platform

The modules that stand in `sys.modules` are read, code and all, with the star imports of their
own. What is not loaded or has no code could bring anything, and so could code that computes names.
"""

from __future__ import annotations

import sys
from types import CodeType

from . import loads, modules, objects
from .decode import Op
from .graph import Graph, is_star_import

_MODULES = sys.modules
COMPUTES = frozenset("globals vars locals exec eval setattr __dict__".split())
_STORES = ("STORE_NAME", "STORE_GLOBAL", "STORE_ATTR")  # the last one of `sys.modules[__name__].name = …`
_ANYTHING = "?"


def source(graph: Graph, op: Op, package: str) -> str:
    """The full name of the module of a star import in code of this package."""
    named = graph.ops[op.index - 1]
    if named.name != "IMPORT_NAME":
        return ""
    level = graph.ops[op.index - 3].value if op.index >= 3 else 0
    if type(level) is not int or level <= 0:
        return str(named.value)
    parts = package.split(".")
    found = ".".join(parts[: len(parts) - level + 1])
    return found + "." + str(named.value) if named.value else found


def may_bind(name: str, code: CodeType | None, namespace: dict[str, object]) -> list[str]:
    """The modules, in order, from which `*` could bind the name in this one; "?" for what nobody can know."""
    if code is None or _binds(name, code):
        return [_ANYTHING]
    return sorted({each for each in _sources(code, namespace) if _could_have(name, each, set())})


def _could_have(name: str, module: str, seen: set[str]) -> bool:
    """Whether any code of the module binds the name, or could."""
    if module in seen:
        return False
    seen.add(module)
    namespace = objects.module_dict(_MODULES.get(module))
    code = modules.code_of(namespace) if namespace is not None else None
    if namespace is None or code is None or _binds(name, code):
        return True
    return any(_could_have(name, each, seen) for each in _sources(code, namespace))


def _binds(name: str, code: CodeType) -> bool:
    """Whether code of the module binds the name, or computes names at its own level."""
    if not COMPUTES.isdisjoint(code.co_names):
        return True
    if any(op.name in _STORES and op.value == name for op in Graph(code).ops):
        return True
    return any(name in loads.stored(each) for each in loads.tree(code))


def _sources(code: CodeType, namespace: dict[str, object]) -> list[str]:
    graph = Graph(code)
    package = namespace.get("__package__")
    home = package if type(package) is str else ""
    return [source(graph, op, home) or _ANYTHING for op in graph.ops if is_star_import(op)]
