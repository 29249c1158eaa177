"""Questions that come up when the modules have been run, and are put to further children of their own.

    extend(run, metadata, ask, active) -> the run with the answers in it

`entry_points`: does what the distributions of the target declare load? Each question costs a process, so
only those are put whose rule is active. `ask` is `Runner.ask`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from smoke.distributions import Distributions
from smoke.followups import entry_points
from smoke.model import Answer, InterpreterRun, Question

__all__ = ["Ask", "extend"]

Ask = Callable[[Sequence[Sequence[Question]]], list[list[Answer]]]


def extend(
    run: InterpreterRun,
    metadata: Distributions,
    ask: Ask,
    active: frozenset[str],
    is_wanted: Callable[[str], bool],
) -> InterpreterRun:
    """The run with what else the active rules want to know; `is_wanted` tells excluded modules."""
    if "broken-entry-point" in active:
        declared = entry_points.in_question(run.selection, metadata, is_wanted)
        run = replace(run, entry_points=entry_points.loaded(declared, run.results, ask))
    return run
