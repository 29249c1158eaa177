"""One mutation at a time: a module-level import deleted, or moved under TYPE_CHECKING.

Lines stay where they are wherever possible; where a line has to be added, the mutant says
from which line on and by how much.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

DELETE = "deleted"
TYPE_CHECKING = "under TYPE_CHECKING"
Import = ast.Import | ast.ImportFrom


@dataclass(frozen=True)
class Mutant:
    """A module's source with one import statement changed."""

    path: str  # relative to the folder that holds the package
    way: str
    line: int  # of the import statement
    names: frozenset[str]  # what it bound; empty for a star import
    source: str
    shift: int = 0  # lines that were added after the statement's place

    @property
    def id(self) -> str:
        """Unique within a package, the same in every run."""
        return f"{self.path}:{self.line} {self.way}"

    def original_line(self, line: int) -> int:
        """The line in the unmutated file."""
        return line - self.shift if line > self.line else line


def mutants_of(source: str, path: str) -> list[Mutant]:
    """Every mutant of one module's source, in the order of the lines."""
    lines = source.splitlines(keepends=True)
    statements = [node for node in ast.parse(source).body if _is_plain(node, lines)]
    return [
        mutant for node in statements if isinstance(node, Import) for mutant in _mutants(node, lines, path)
    ]


def _is_plain(node: ast.stmt, lines: list[str]) -> bool:
    """True for an import statement that has its lines for itself."""
    if not isinstance(node, Import) or getattr(node, "module", None) == "__future__":
        return False
    first, last = lines[node.lineno - 1], lines[(node.end_lineno or node.lineno) - 1]
    alone = not first[: node.col_offset].strip() and not first.strip().startswith(";")
    rest = last.encode()[node.end_col_offset :].decode().strip()
    return alone and (not rest or rest.startswith("#")) and "\\" not in first


def _mutants(node: Import, lines: list[str], path: str) -> list[Mutant]:
    bound = [alias.asname or alias.name.partition(".")[0] for alias in node.names]
    names = frozenset(name for name in bound if name != "*")
    mutants = [_replace(node, lines, path, DELETE, names, [])]
    if names and "TYPE_CHECKING" not in names:
        moved = ["from typing import TYPE_CHECKING\n", f"if TYPE_CHECKING: {ast.unparse(node)}\n"]
        mutants.append(_replace(node, lines, path, TYPE_CHECKING, names, moved))
    return mutants


def _replace(
    node: Import, lines: list[str], path: str, way: str, names: frozenset[str], new: list[str]
) -> Mutant:
    last = node.end_lineno or node.lineno
    taken = last - node.lineno + 1
    new = new + ["\n"] * (taken - len(new))
    source = "".join([*lines[: node.lineno - 1], *new, *lines[last:]])
    return Mutant(path, way, node.lineno, names, source, shift=len(new) - taken)
