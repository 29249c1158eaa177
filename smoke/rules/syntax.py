"""The syntax tree of a source file, for the questions that only the source answers, and what its nodes say.

Contract: read, never executed; a file that cannot be read or does not parse has no tree. What the
parser warns of is not smoke's affair. The tree is shared: nobody changes it.
"""

from __future__ import annotations

import ast
import warnings
from functools import lru_cache

from smoke import sources


@lru_cache(maxsize=8)  # trees are large; the rules ask about one file after the other
def tree(path: str) -> ast.Module | None:
    """The tree of the file; None if there is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse("\n".join(sources.lines(path)))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def last(node: ast.expr) -> str:
    """The last name of a dotted expression, "" of anything else."""
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def text(node: ast.expr | None) -> str | None:
    """The value of a text that is written there, None of anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
