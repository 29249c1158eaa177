"""Modules that are expected to fail at once, one after the other in one process.

Where pytest is not installed, hundreds of test modules fail at `import pytest`. A process in which one has
done so is as it was before, if the probe can prove that (`probe/untouched.py`): it goes on with the next. For
each module its record comes as from a process of its own; any other end than such a failure is that of the
module at work, and the ones behind it start once more.

What a module printed cannot be told from what the next one did. So a failure counts only if nothing
at all had been printed when it was read; otherwise its module runs again alone, and so do those behind it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from smoke.model import Result, Step
from smoke.runner import results
from smoke.runner.child import Child
from smoke.runner.records import Record

TOGETHER = 16  # modules of one process: its fork hardly counts any more, and little is lost with it


@dataclass(eq=False)
class Attempts:
    """The modules of one process that have no result; the first of `steps` is at work."""

    child: Child
    steps: deque[Step]
    settled: int = 0  # how many had one
    doubtful: int = 0  # how many of those that are left may have printed something

    @classmethod
    def of(cls, child: Child, steps: Sequence[Step]) -> Attempts:
        """All of these, in this order."""
        return cls(child, deque(steps))

    @property
    def alone(self) -> list[Step]:
        """The modules that have to be run again, each in a process of its own."""
        if self.child.done and len(self.child.records) == 1:  # their package did not import
            return list(self.steps)
        return list(self.steps)[: self.doubtful]

    def failed(self, records: Sequence[Record]) -> Iterator[tuple[Step, Result, list[str]]]:
        """The modules that have failed by these records and left the process to the next one.

        With each come its result and the inside modules that were loaded.
        """
        attempts = [each for each in records if each.get("untouched")][: len(self.steps) - 1]
        if not attempts or self.doubtful:
            return
        child = self.child
        child.read_text()
        if child.output.text() is not None:
            self.doubtful = len(attempts) + 1  # the next one may be at work
            child.kill()
            return
        child.records = [each for each in child.records if not any(each is one for one in attempts)]
        if not child.records:
            child.begins_anew()
        for record in attempts:
            step = self.steps.popleft()
            self.settled += 1
            yield step, results.of_attempt(step, child, record), record.get("loaded", [])
