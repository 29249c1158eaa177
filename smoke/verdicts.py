"""Results to findings, those of earlier runs while the children of this one are at work.

    verdicts = Verdicts(checked, settings, memory, processes)
    for _ in verdicts.ahead(results): ...        piece by piece
    verdicts.of(run, suppressions)               (findings that stay, findings that are hidden)

Contract: what is looked at ahead changes nothing but the time. The rules are loaded with the first piece.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smoke import told
from smoke.model import Finding, InterpreterRun, Result, Settings, Suppressed
from smoke.rules.checked import Checked
from smoke.suppressions import Suppressions


class Verdicts:
    """What the rules say of one run."""

    def __init__(
        self, checked: Checked, settings: Settings, memory: told.Memory | None, processes: int
    ) -> None:
        """`memory` knows what source files have told in earlier runs; so many processes read the others."""
        self.checked = checked
        self._settings, self._memory, self._processes = settings, memory, processes
        self._results: list[Result] = []  # those looked at: an `id` is theirs as long as they are there
        self._said: dict[int, list[Finding]] = {}

    def ahead(self, results: Sequence[Result]) -> Iterator[None]:
        """Look at these, which are part of the run, one after the other."""
        from smoke.rules import judge

        yield
        _ = self.checked.distributions  # which most of what failed is about
        for result in results:
            yield
            with told.remembering(self._memory):  # no other processes: the run has its own
                said = judge.of_result(result, self.checked)
            self._results.append(result)
            self._said[id(result)] = said

    def of(
        self, run: InterpreterRun, suppressions: Suppressions
    ) -> tuple[list[Finding], list[Suppressed]]:
        """What the rules find that the settings leave on: what stays, and what is hidden."""
        from smoke.rules.judge import judge

        with told.remembering(self._memory, self._processes):
            return suppressions.hide(judge(run, self.checked, self._settings, self._said))
