"""What would help with a name that nothing binds, read from the source around it.

In this order: a builtin of Python 2, an import of that name in another function, an
attribute of the class (`self.` forgotten), a module that could be imported, a similar name.
Contract: advice only, never a verdict; "" of knowledge is None. The source is parsed by the
Python that runs smoke, so newer syntax may give no advice.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache

from smoke import sources
from smoke.dataclass import dataclass, field
from smoke.patterns import later
from smoke.rules import stdlib, syntax
from smoke.rules.checked import Checked

_STAR = later(rb"import[\s\\]*\*")
_TYPE_CHECKERS_ONLY = frozenset({"reveal_type", "reveal_locals"})
_Function = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass
class Outline:
    """Which names the source of a module binds where."""

    globals: set[str] = field(default_factory=set)
    imports: dict[str, tuple[int, str]] = field(default_factory=dict)  # name: (line, function)
    locals: dict[str, set[str]] = field(default_factory=dict)  # function: names
    attributes: dict[str, set[str]] = field(default_factory=dict)  # class: names


def for_name(name: str, function: str | None, path: str, module: str, checked: Checked) -> str | None:
    """One sentence of advice about a name that is not defined, or None."""
    outline = _outline(path)
    return (
        _known(name)
        or _imported_elsewhere(name, function, outline)
        or forgotten_self(name, function, path)
        or _importable(name, module, checked)
        or _similar(name, function, outline)
    )


def close_in(name: str, names: Collection[str]) -> str | None:
    """ "did you mean 'x'?" for a name that is nearly one of these."""
    from difflib import get_close_matches  # takes 2 ms to load

    matches = get_close_matches(name, sorted(names), n=1, cutoff=0.75)
    return f"did you mean '{matches[0]}'?" if matches else None


@lru_cache(maxsize=64)
def star_imports(path: str) -> list[str]:
    """The modules from which the source imports everything."""
    if not _STAR.search(sources.read(path) or b""):  # and so for most files there is no tree to be made
        return []
    tree = syntax.tree(path)
    return list(_stars(_own_nodes(tree))) if tree is not None else []


def _known(name: str) -> str | None:
    python3 = stdlib.python2_name(name)
    if python3 is not None:
        return f"'{name}' is a builtin of Python 2: write {python3}"
    if name in _TYPE_CHECKERS_ONLY:
        return f"only type checkers know '{name}': remove the call"
    return None


def _imported_elsewhere(name: str, function: str | None, outline: Outline) -> str | None:
    found = outline.imports.get(name)
    if found is None or found[1] == function:
        return None
    return f"'{name}' is imported at line {found[0]}, but only inside {found[1]}(): import it here too"


def forgotten_self(name: str, function: str | None, path: str) -> str | None:
    """Advice about a name that is an attribute of the class around the function."""
    owner = (function or "").partition(".<locals>")[0].rpartition(".")[0]
    if name not in _outline(path).attributes.get(owner, ()):
        return None
    return f"'{name}' is an attribute of the class {owner}: did you mean 'self.{name}'?"


def _importable(name: str, module: str, checked: Checked) -> str | None:
    package = module.rpartition(".")[0]
    for sibling in (f"{module}.{name}", f"{package}.{name}"):
        if sibling in checked.names:
            return f"there is a module {sibling}: did you forget to import it?"
    if name in checked.interpreter.stdlib_modules or checked.metadata.providing(name):
        return f"did you forget to import '{name}'?"
    return None


def _similar(name: str, function: str | None, outline: Outline) -> str | None:
    known = outline.globals | outline.locals.get(function or "", set()) | set(dir(builtins))
    return close_in(name, known - {name}) if len(name) > 1 else None


@lru_cache(maxsize=64)
def _outline(path: str) -> Outline:
    outline = Outline()
    tree = syntax.tree(path)
    if tree is None:
        return outline
    own = _own_nodes(tree)
    outline.globals.update(_bound(own))
    _describe(own, "", outline)
    return outline


def _describe(own: Sequence[ast.AST], prefix: str, outline: Outline) -> None:
    """Note what the definitions among a scope's own nodes bind, and those inside them."""
    for child in _definitions(own):
        name, inner = f"{prefix}{child.name}", _own_nodes(child)
        if isinstance(child, ast.ClassDef):
            outline.attributes[name] = set(_bound(inner)) | set(_self_attributes(inner))
            _describe(inner, f"{name}.", outline)
            continue
        outline.locals[name] = set(_bound(inner)) | {argument.arg for argument in _arguments(child)}
        for imported, line in _imports(inner):
            outline.imports.setdefault(imported, (line, name))
        _describe(inner, f"{name}.<locals>.", outline)


def _own_nodes(node: ast.AST) -> list[ast.AST]:
    """Everything in the body of a scope that is not inside a definition of its own, in order."""
    found: list[ast.AST] = []
    todo = [*ast.iter_child_nodes(node)][::-1]
    while todo:
        child = todo.pop()
        found.append(child)
        if not isinstance(child, (*_Function, ast.ClassDef, ast.Lambda)):
            todo += [*ast.iter_child_nodes(child)][::-1]
    return found


def _definitions(
    own: Iterable[ast.AST],
) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    for child in own:
        if isinstance(child, (*_Function, ast.ClassDef)):
            yield child


def _bound(own: Iterable[ast.AST]) -> Iterator[str]:
    for child in own:
        if isinstance(child, (*_Function, ast.ClassDef)):
            yield child.name
        elif isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
            yield child.id
        elif isinstance(child, ast.alias):
            yield _alias(child)


def _stars(own: Iterable[ast.AST]) -> Iterator[str]:
    for child in own:
        if isinstance(child, ast.ImportFrom) and child.module and child.names[0].name == "*":
            yield child.module


def _imports(own: Iterable[ast.AST]) -> Iterator[tuple[str, int]]:
    for child in own:
        if isinstance(child, (ast.Import, ast.ImportFrom)):
            yield from ((_alias(alias), child.lineno) for alias in child.names)


def _alias(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _arguments(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.arg]:
    return (child for child in ast.walk(node.args) if isinstance(child, ast.arg))


def _self_attributes(own: Iterable[ast.AST]) -> Iterator[str]:
    """Names that the methods among a class's own nodes assign to their first argument."""
    for method in _definitions(own):
        if isinstance(method, ast.ClassDef):
            continue
        first = next((argument.arg for argument in (*method.args.posonlyargs, *method.args.args)), None)
        for child in ast.walk(method):
            if (
                isinstance(child, ast.Attribute)
                and isinstance(child.ctx, ast.Store)
                and _is(child.value, first)
            ):
                yield child.attr


def _is(node: ast.expr, name: str | None) -> bool:
    return isinstance(node, ast.Name) and node.id == name
