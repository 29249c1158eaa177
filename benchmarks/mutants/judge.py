"""What a mutation broke, and whether a tool's answers say so."""

from __future__ import annotations

import ast
import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.answers import Answer
from benchmarks.mutants.mutate import Mutant

IMPORT = "import"  # the module raises at import, on a line of its own
CALL = "call"  # a function raises when it gets to a line
SWALLOWED = "swallowed"  # only lines whose NameError the code itself catches
OTHER_FILE = "other file"  # importing another module raises: it wants a name that the module no longer has
NOTHING = "nothing"
RAISING = (IMPORT, CALL)
_CATCHES = ("NameError", "Exception", "BaseException")
_TRUTH = Path(__file__).with_name("truth.py")
Pair = tuple[str, int]  # a name and the line that loads it


@dataclass(frozen=True)
class Truth:
    """What executing a module showed."""

    raised: str | None  # the type of the exception that the import ended with
    missing: frozenset[Pair]

    @property
    def imports(self) -> bool:
        """True if the module could be imported."""
        return self.raised is None


@dataclass(frozen=True)
class Damage:
    """What one mutation broke."""

    kind: str
    broken: frozenset[Pair]

    @property
    def raises(self) -> bool:
        """True if a tool that looks at the mutated file has something to notice."""
        return self.kind in RAISING


@dataclass(frozen=True)
class Verdict:
    """How one tool did on one mutant."""

    noticed: bool
    loads_found: int
    loads_broken: int
    elsewhere: tuple[str, ...]  # reports that have nothing to do with the mutation


def ask_truth(python: Path, folder: Path, module: str, timeout: float = 120.0) -> Truth:
    """What executing the module shows; an import that does not end counts as raised."""
    command = [str(python), "-B", str(_TRUTH), str(folder), module]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=timeout, cwd=folder
        )
        raw = json.loads(done.stdout.strip().splitlines()[-1])
    except (subprocess.TimeoutExpired, ValueError, IndexError):
        return Truth("no answer", frozenset())
    raised = raw["raised"]
    if raised is None:
        return Truth(None, frozenset((name, line) for name, line in raw["missing"]))
    lines = raised["lines"] if raised["name"] else []
    return Truth(raised["type"], frozenset((raised["name"], line) for line in lines))


def damage(mutant: Mutant, before: Truth, after: Truth) -> Damage:
    """What is broken now and was not before.

    Loads whose NameError the function itself catches are left out, unless there is nothing else.
    """
    if not after.imports:
        return Damage(IMPORT if after.missing else OTHER_FILE, after.missing)
    broken = {
        (name, line)
        for name, line in after.missing
        if (name, mutant.original_line(line)) not in before.missing
    }
    caught = swallowing_lines(mutant.source)
    open_ones = frozenset((name, line) for name, line in broken if line not in caught)
    if open_ones or not broken:
        return Damage(CALL if open_ones else NOTHING, open_ones)
    return Damage(SWALLOWED, frozenset(broken))


def swallowing_lines(source: str) -> set[int]:
    """The lines in the body of a `try` that catches NameError and does not always raise again."""
    tries = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Try)]
    return {
        line
        for node in tries
        if any(_swallows(handler) for handler in node.handlers)
        for statement in node.body
        for line in range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)
    }


def verdict(mutant: Mutant, found: Damage, before: list[Answer], after: list[Answer]) -> Verdict:
    """Whether the tool noticed, and what it reported besides.

    A mutant whose import raises is noticed by a report on a line of the traceback, one whose
    functions raise by a report of a broken name on a line that loads it.
    """
    here = [answer for answer in after if answer.path == mutant.path]
    pairs = {pair for answer in here for pair in found.broken if _says(answer, pair, found.kind, mutant)}
    known = {(answer.rule, answer.line, answer.message) for answer in before if answer.path == mutant.path}
    new = [each for each in here if (each.rule, mutant.original_line(each.line), each.message) not in known]
    names = mutant.names | mutant.unloaded | {name for name, _ in found.broken}
    others = [answer for answer in new if not names & answer.words and not answer.rule.startswith("import-")]
    elsewhere = tuple(
        f"{answer.path}:{answer.line} {answer.rule}: {answer.message}"
        for answer in others
        if not _is_cause(answer, mutant)
    )
    return Verdict(bool(pairs), len(pairs), len(found.broken), elsewhere)


def _says(answer: Answer, pair: Pair, kind: str, mutant: Mutant) -> bool:
    name, line = pair
    if kind == IMPORT and answer.rule.startswith("import-"):
        return answer.line == line
    if _is_cause(answer, mutant):
        return name in mutant.names
    return name in answer.words and answer.line == line


def _is_cause(answer: Answer, mutant: Mutant) -> bool:
    """True for a report at the moved import itself (it may use the module's name, not the alias)."""
    return answer.anywhere and answer.line in (mutant.line, mutant.line + 1)


def _swallows(handler: ast.ExceptHandler) -> bool:
    if isinstance(handler.body[-1], ast.Raise):
        return False
    return handler.type is None or any(name in _CATCHES for name in _names(handler.type))


def _names(node: ast.expr) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            yield each.id
