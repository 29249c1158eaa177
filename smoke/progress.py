"""A progress bar on a terminal's standard error, and the notes of a run.

rich is loaded only when there is a bar to show.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from smoke.model import Plan, Result, Settings
from smoke.reporters.printable import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from rich.progress import Progress as RichProgress

    from smoke.session import Progress


@contextlib.contextmanager
def shown(settings: Settings, stream: TextIO) -> Iterator[Progress]:
    """An observer of the run; its bar is gone when the block ends."""
    notes = settings.verbosity >= 0
    if not (settings.progress and notes and stream.isatty()):
        yield Quiet(stream, notes)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(
        *columns,
        TextColumn("{task.fields[module]}", markup=False),
        console=Console(file=stream),
        transient=True,
    ) as bar:
        yield Bar(bar, stream)


class Quiet:
    """Only writes notes."""

    def __init__(self, stream: TextIO, notes: bool) -> None:
        self._stream = stream
        self._notes = notes

    def begin(self, plan: Plan) -> None:
        """Nothing to show."""

    def advance(self, result: Result) -> None:
        """Nothing to show."""

    def note(self, text: str) -> None:
        """Write the note."""
        if self._notes:
            self._stream.write(f"smoke: note: {safe(text)}\n")


class Bar:
    """One bar for each interpreter."""

    def __init__(self, bar: RichProgress, stream: TextIO) -> None:
        self._bar = bar
        self._stream = stream

    def begin(self, plan: Plan) -> None:
        """Start a bar for the modules of this plan."""
        self._task = self._bar.add_task(f"Python {plan.interpreter.id}", total=len(plan.asked), module="")

    def advance(self, result: Result) -> None:
        """One module more."""
        self._bar.update(self._task, advance=1, module=safe(result.module.name))

    def note(self, text: str) -> None:
        """Write the note above the bar."""
        self._bar.console.print(f"smoke: note: {safe(text)}", markup=False, highlight=False, soft_wrap=True)
