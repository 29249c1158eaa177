"""Questions that come up when the modules have been run, and are put to further children of their own.

    extend(run, metadata, children, active, …) -> the run with the answers in it

`entry_points`: does what the distributions of the target declare load? `undeclared`: what do its modules
import that it does not declare? `cycles`: after which other import does a module import that fails alone?
`lazy`: do attributes come that are made on demand? `deferred`: would what functions import import? Each
question costs something, so only those are put whose rule is active, and all that are open at a time in one
go (`rounds`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from smoke.dataclass import replace
from smoke.distributions import Closure, Distributions
from smoke.followups import cycles, deferred, entry_points, lazy, undeclared
from smoke.followups.rounds import Inquiry, together
from smoke.model import Answer, EntryPoint, InterpreterRun, Module, Question, Result, Scan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol
else:
    Protocol = object

__all__ = ["Children", "extend"]

_Change = Callable[[InterpreterRun], InterpreterRun]  # what an inquiry has found is put into the run


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
    inquiries: list[Inquiry[_Change]] = []
    if "broken-entry-point" in active:
        inquiries.append(_of_entry_points(run, metadata, is_wanted))
    if "import-cycle" in active:
        inquiries.append(_of_cycles(run))
    if "lazy-import-failed" in active:
        inquiries.append(_of_lazy(run))
    if "unresolved-import" in active or "missing-attribute" in active:
        inquiries.append(_of_deferred(run))
    for change in together(inquiries, children.ask):
        run = change(run)
    if "undeclared-dependency" in active:
        scans = children.scan(run.selection.modules)
        run = replace(run, undeclared=undeclared.undeclared(run, scans, metadata, closure()))
    return run


def _of_entry_points(
    run: InterpreterRun, metadata: Distributions, is_wanted: Callable[[str], bool]
) -> Inquiry[_Change]:
    declared = _in_this_part(entry_points.in_question(run.selection, metadata, is_wanted), run)
    found = yield from entry_points.loaded(declared, run.results)
    return lambda run: replace(run, entry_points=found)


def _of_cycles(run: InterpreterRun) -> Inquiry[_Change]:
    here = {result.module.name for result in run.results}
    elsewhere = [
        each.name
        for each in run.selection.modules
        if each.name not in here and each.skip is None and not each.is_main
    ]
    found = yield from cycles.helpers(run.results, elsewhere)
    return lambda run: replace(run, results=_with_helpers(run.results, found))


def _with_helpers(results: tuple[Result, ...], found: Mapping[str, str]) -> tuple[Result, ...]:
    return tuple(replace(each, after=found.get(each.module.name)) for each in results) if found else results


def _of_lazy(run: InterpreterRun) -> Inquiry[_Change]:
    found = yield from lazy.failed(run.results)
    return lambda run: replace(run, lazy=found)


def _of_deferred(run: InterpreterRun) -> Inquiry[_Change]:
    found = yield from deferred.answered(run)
    return lambda run: replace(run, deferred=found)


def _in_this_part(entries: Sequence[EntryPoint], run: InterpreterRun) -> Sequence[EntryPoint]:
    """Those of the modules with a result; the part with the first module also has those of no module."""
    planned = {module.name for module in run.selection.modules}
    here = {result.module.name for result in run.results}
    first = min(planned, default="") in here
    return [each for each in entries if each.module in here or (first and each.module not in planned)]
