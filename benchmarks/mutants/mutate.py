"""One mutation at a time: what a module-level import binds is gone when the program needs it.

* the statement is deleted, at the module's own level or in a branch (`try:`, `if …:`) of it;
* it is moved under `if TYPE_CHECKING:`, or into the branch of a Python that is not this one;
* a `del` at the end of the module takes the name away again, as authors do to tidy up.

Those are the ways in which the bugs of the recall benchmark lost their names. Lines stay where
they are wherever possible; where a line has to be added, the mutant says from which line on
and by how much.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

DELETE = "deleted"
TYPE_CHECKING = "under TYPE_CHECKING"
IN_BRANCH = "deleted in a branch"
OLD_VERSION = "under an old version"
DEL = "deleted at the end"
WAYS = (DELETE, TYPE_CHECKING, IN_BRANCH, OLD_VERSION, DEL)
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
    unloaded: frozenset[str] = frozenset()  # submodules that `import a.b` no longer loads: "b"

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
    return [
        mutant
        for node, is_in_branch in _imports(ast.parse(source).body, in_branch=False)
        if _is_plain(node, lines)
        for mutant in (_emptied(node, lines, path) if is_in_branch else _mutants(node, lines, path))
    ]


def _imports(body: Sequence[ast.stmt], in_branch: bool) -> Iterator[tuple[Import, bool]]:
    """The import statements at the module's own level, and whether each stands in a branch."""
    for node in body:
        if isinstance(node, Import):
            yield node, in_branch
        elif isinstance(node, (ast.If, ast.Try)) and "TYPE_CHECKING" not in ast.unparse(_test(node)):
            handlers = [handler.body for handler in node.handlers] if isinstance(node, ast.Try) else []
            last = node.finalbody if isinstance(node, ast.Try) else []
            for part in (node.body, *handlers, node.orelse, last):
                yield from _imports(part, in_branch=True)


def _test(node: ast.If | ast.Try) -> ast.expr:
    return node.test if isinstance(node, ast.If) else ast.Constant(None)


def _is_plain(node: Import, lines: list[str]) -> bool:
    """True for an import statement that has its lines for itself."""
    if getattr(node, "module", None) == "__future__":
        return False
    first, last = lines[node.lineno - 1], lines[(node.end_lineno or node.lineno) - 1]
    alone = not first[: node.col_offset].strip() and not first.strip().startswith(";")
    rest = last.encode()[node.end_col_offset :].decode().strip()
    return alone and (not rest or rest.startswith("#")) and "\\" not in first


def _mutants(node: Import, lines: list[str], path: str) -> list[Mutant]:
    names = _names(node)
    mutants = [_replace(node, lines, path, DELETE, names, [])]
    if not names:
        return mutants
    statement = ast.unparse(node)
    if "TYPE_CHECKING" not in names:
        moved = ["from typing import TYPE_CHECKING\n", f"if TYPE_CHECKING: {statement}\n"]
        mutants.append(_replace(node, lines, path, TYPE_CHECKING, names, moved))
    if "sys" not in names:
        moved = ["import sys\n", f"if sys.version_info < (3, 8): {statement}\n"]
        mutants.append(_replace(node, lines, path, OLD_VERSION, names, moved))
    tidied = "".join(lines).rstrip("\n") + f"\n\ndel {', '.join(sorted(names))}\n"
    mutants.append(Mutant(path, DEL, node.lineno, names, tidied))
    return mutants


def _emptied(node: Import, lines: list[str], path: str) -> list[Mutant]:
    """The branch without the import; `pass` keeps it a branch."""
    nothing = " " * node.col_offset + "pass\n"
    return [_replace(node, lines, path, IN_BRANCH, _names(node), [nothing])]


def _names(node: Import) -> frozenset[str]:
    bound = [alias.asname or alias.name.partition(".")[0] for alias in node.names]
    return frozenset(name for name in bound if name != "*")


def _submodules(node: Import) -> frozenset[str]:
    dotted = [alias.name for alias in node.names if isinstance(node, ast.Import) and "." in alias.name]
    return frozenset(name.rpartition(".")[2] for name in dotted)


def _replace(
    node: Import, lines: list[str], path: str, way: str, names: frozenset[str], new: list[str]
) -> Mutant:
    last = node.end_lineno or node.lineno
    taken = last - node.lineno + 1
    new = new + ["\n"] * (taken - len(new))
    source = "".join([*lines[: node.lineno - 1], *new, *lines[last:]])
    return Mutant(path, way, node.lineno, names, source, len(new) - taken, _submodules(node))
