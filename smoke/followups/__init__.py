"""Questions that come up when the modules have been run, and are put to further children of their own.

    extend(run, metadata, children, active, …) -> the run with the answers in it

`entry_points`: does what the distributions of the target declare load? `undeclared`: what do its modules
import that it does not declare? `cycles`: after which other import does a module import that
fails alone? Each question costs something, so only those are put whose rule is active.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from smoke.distributions import Closure, Distributions
from smoke.followups import cycles, entry_points, undeclared
from smoke.model import Answer, InterpreterRun, Module, Question, Result, Scan

__all__ = ["Children", "extend"]


class Children(Protocol):
    """Whoever answers: `runner.Runner`."""

    def ask(self, groups: Sequence[Sequence[Question]]) -> list[list[Answer]]:
        """The answers to each group of questions, each group in a process of its own."""

    def scan(self, modules: Sequence[Module]) -> Mapping[str, Scan]:
        """What the code of each module says about its imports."""


def extend(
    run: InterpreterRun,
    metadata: Distributions,
    closure: Closure,
    children: Children,
    active: frozenset[str],
    is_wanted: Callable[[str], bool],
) -> InterpreterRun:
    """The run with what else the active rules want to know; `is_wanted` tells excluded modules."""
    if "broken-entry-point" in active:
        declared = entry_points.in_question(run.selection, metadata, is_wanted)
        run = replace(run, entry_points=entry_points.loaded(declared, run.results, children.ask))
    if "import-cycle" in active:
        run = replace(run, results=_with_helpers(run.results, children))
    if "undeclared-dependency" in active:
        scans = children.scan(run.selection.modules)
        run = replace(run, undeclared=undeclared.undeclared(run, scans, metadata, closure))
    return run


def _with_helpers(results: Sequence[Result], children: Children) -> tuple[Result, ...]:
    found = cycles.helpers(results, children.ask)
    return (
        tuple(replace(each, after=found.get(each.module.name)) for each in results)
        if found
        else tuple(results)
    )
