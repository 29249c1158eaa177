"""Columns of attributes, imports and entries of `__all__`: 1-based, in characters, the end exclusive."""

from __future__ import annotations

import ast
import re
from functools import lru_cache

from smoke import sources
from smoke.model import Attribute, Load, Wanted
from smoke.rules import positions, syntax


def of_attribute(one: Attribute) -> tuple[int, int, int] | None:
    """(column, end line, end column) of the whole expression `module.name`."""
    if one.column is not None:
        load = Load(one.chain, one.function, one.path, one.line, one.column, one.end_line, one.end_column)
        return positions.of_load(load, 0)
    text = sources.line(one.path, one.line) or ""
    chain = r"\s*\.\s*".join(map(re.escape, one.chain.split(".")))
    match = re.search(rf"(?<![\w.]){chain}(?!\w)", text)
    return (match.start() + 1, one.line, match.end() + 1) if match else None


def of_import(wanted: Wanted) -> tuple[int, int] | None:
    """(column, end column) of the imported name, or of the module, on the line of the statement."""
    text = sources.line(wanted.path, wanted.line) or ""
    last = wanted.name or wanted.module
    return (
        _whole(last, text)
        or _whole(last.rpartition(".")[2], text, part=True)
        or min(filter(None, (_whole(each, text) for each in ("import", "from"))), default=None)
    )


def of_export(path: str | None, name: str | None) -> tuple[int, int | None, int | None]:
    """(line, column, end column) of an entry of `__all__`; of the first store where none is found."""
    found = _exports(path) if path is not None else ()
    entries = [entry[1:] for entry in found if entry[0] == name and name is not None]
    stores = [entry[1:] for entry in found if entry[0] is None]
    return next(iter((*entries, *stores)), (1, None, None))


@lru_cache(maxsize=16)
def _exports(path: str) -> tuple[tuple[str | None, int, int | None, int | None], ...]:
    """(text, line, column, end column) of each string given to `__all__`; text None for a store itself."""
    tree = syntax.tree(path)
    if tree is None:
        return ()
    found: list[tuple[str | None, int, int | None, int | None]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and _is_about_all(node):
            found.append((None, node.lineno, None, None))
            for each in ast.walk(node):
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    found.append((each.value, each.lineno, *_columns(each, path)))
    return tuple(found)


def _is_about_all(node: ast.stmt) -> bool:
    """`__all__ = …`, `__all__ += …`, `__all__.extend(…)`."""
    if isinstance(node, ast.Expr):
        function = node.value.func if isinstance(node.value, ast.Call) else None
        return isinstance(function, ast.Attribute) and _is_all(function.value)
    if isinstance(node, (ast.AugAssign, ast.AnnAssign)):
        return _is_all(node.target)
    return isinstance(node, ast.Assign) and any(map(_is_all, node.targets))


def _is_all(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "__all__"


def _columns(node: ast.Constant, path: str) -> tuple[int | None, int | None]:
    text = sources.line(path, node.lineno)
    if text is None or node.end_lineno != node.lineno or node.end_col_offset is None:
        return None, None
    first, last = (sources.character_column(text, at) for at in (node.col_offset, node.end_col_offset))
    return first, last


def _whole(words: str, text: str, part: bool = False) -> tuple[int, int] | None:
    """Where a line has these words as a whole; only `part` may come right after a dot."""
    at = text.find(words)
    while at >= 0:
        before, end = text[at - 1 : at], at + len(words)
        if not (_is_word(before) or _is_word(text[end : end + 1]) or (before == "." and not part)):
            return at + 1, end + 1
        at = text.find(words, at + 1)
    return None


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"
