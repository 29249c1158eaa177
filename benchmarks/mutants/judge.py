"""What a mutation broke, and whether a tool's answers say so."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from benchmarks.answers import Answer
from benchmarks.mutants.mutate import Mutant

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

    kind: str  # "import", "call" or "none"
    broken: frozenset[Pair]


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
    """What is broken now and was not before."""
    if not after.imports:
        return Damage("import", after.missing)
    broken = {
        (name, line)
        for name, line in after.missing
        if (name, mutant.original_line(line)) not in before.missing
    }
    return Damage("call" if broken else "none", frozenset(broken))


def verdict(mutant: Mutant, found: Damage, before: list[Answer], after: list[Answer]) -> Verdict:
    """Whether the tool noticed, and what it reported besides.

    A mutant whose import raises is noticed by a report on a line of the traceback, one whose
    functions raise by a report of a broken name on a line that loads it.
    """
    here = [answer for answer in after if answer.path == mutant.path]
    hits = [(answer, pair) for answer in here for pair in found.broken if _says(answer, pair, found.kind)]
    known = {(answer.rule, answer.line, answer.message) for answer in before if answer.path == mutant.path}
    names = mutant.names | {name for name, _ in found.broken}
    elsewhere = [
        f"{answer.path}:{answer.line} {answer.rule}: {answer.message}"
        for answer in here
        if (answer.rule, mutant.original_line(answer.line), answer.message) not in known
        and not names & answer.words
        and not answer.rule.startswith("import-")
    ]
    pairs = {pair for _, pair in hits}
    return Verdict(bool(hits), len(pairs), len(found.broken), tuple(elsewhere))


def _says(answer: Answer, pair: Pair, kind: str) -> bool:
    name, line = pair
    if kind == "import" and answer.rule.startswith("import-"):
        return answer.line == line
    return name in answer.words and (answer.anywhere or answer.line == line)
