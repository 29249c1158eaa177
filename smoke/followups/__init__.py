"""Questions that come up when the modules have been run, and are put to further children of their own.

    extend(run, metadata, children, active, …) -> the run with the answers in it

`entry_points`: does what the distributions of the target declare load? `undeclared`: what do its modules
import that it does not declare? `cycles`: after which other import does a module import that fails alone?
`lazy`: do attributes come that are made on demand? `deferred`: would what functions import import? Each
question costs something, so only those are put whose rule is active.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from smoke.distributions import Closure, Distributions
from smoke.followups import cycles, deferred, entry_points, lazy, undeclared
from smoke.model import Answer, EntryPoint, InterpreterRun, Module, Question, Result, Scan

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
    closure: Callable[[], Closure],
    children: Children,
    active: frozenset[str],
    is_wanted: Callable[[str], bool],
) -> InterpreterRun:
    """The run with what else the active rules want to know; `is_wanted` tells excluded modules."""
    if "broken-entry-point" in active:
        declared = _in_this_part(entry_points.in_question(run.selection, metadata, is_wanted), run)
        run = replace(run, entry_points=entry_points.loaded(declared, run.results, children.ask))
    if "import-cycle" in active:
        run = replace(run, results=_with_helpers(run, children))
    if "lazy-import-failed" in active:
        run = replace(run, lazy=lazy.failed(run.results, children.ask))
    if "undeclared-dependency" in active:
        scans = children.scan(run.selection.modules)
        run = replace(run, undeclared=undeclared.undeclared(run, scans, metadata, closure()))
    if "unresolved-import" in active or "missing-attribute" in active:
        run = replace(run, deferred=deferred.answered(run, children.ask))
    return run


def _with_helpers(run: InterpreterRun, children: Children) -> tuple[Result, ...]:
    here = {result.module.name for result in run.results}
    elsewhere = [
        each.name
        for each in run.selection.modules
        if each.name not in here and each.skip is None and not each.is_main
    ]
    found = cycles.helpers(run.results, children.ask, elsewhere)
    if not found:
        return run.results
    return tuple(replace(each, after=found.get(each.module.name)) for each in run.results)


def _in_this_part(entries: Sequence[EntryPoint], run: InterpreterRun) -> Sequence[EntryPoint]:
    """Those of the modules with a result; the part with the first module also has those of no module."""
    planned = {module.name for module in run.selection.modules}
    here = {result.module.name for result in run.results}
    first = min(planned, default="") in here
    return [each for each in entries if each.module in here or (first and each.module not in planned)]
