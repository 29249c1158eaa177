"""Modules that are expected to leave no trace, one after the other in one process.

Where pytest is not installed, hundreds of test modules fail at `import pytest`; and many modules do nothing
but define constants, functions and classes. A process in which one has failed at once, or has been taken
back, is as it was before, if the probe can prove that (`probe/untouched.py`, `probe/undone.py`): it goes
on with the next. For each module its records come as from a process of its own; any other end is that of
the module at work, and the ones behind it start once more.

What a module printed cannot be told from what the next one did. So a result counts only if nothing
at all had been printed when it was read; otherwise its module runs again alone, and so do those behind it.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence

from smoke.dataclass import dataclass
from smoke.model import Result, Step
from smoke.runner import results
from smoke.runner.child import Child
from smoke.runner.records import Record

_BELIEVED = 2
TOGETHER = 16  # modules of one process: its fork hardly counts any more, and little is lost with it


class Hopes:
    """In which packages modules that seem to leave no trace do so: not where two in a row have belied it."""

    def __init__(self) -> None:
        self._belied: Counter[str | None] = Counter()

    def has(self, step: Step) -> bool:
        """True for a module that is expected to leave its process to another one."""
        return step.fails or (step.defines and self._belied[step.parent] < _BELIEVED)

    def note(self, attempts: Attempts) -> None:
        """What came of a process that was to take several."""
        at_work = attempts.steps[0]
        if attempts.settled:
            del self._belied[at_work.parent]
        elif len(attempts.steps) > 1 and not at_work.fails:
            self._belied[at_work.parent] += 1


@dataclass(frozen=True)
class Ended:
    """What came of one module."""

    step: Step
    result: Result
    loaded: list[str]  # the inside modules that were loaded
    lacks: list[str]  # the names that others want from it and that it does not have
    replayed: bool  # a failure that its state had kept was raised again

    @classmethod
    def of(cls, step: Step, result: Result, records: list[Record]) -> Ended:
        """By all the records of the module."""
        loaded, lacks = results.loaded(records), results.lacks(records)
        return cls(step, result, loaded, lacks, results.replayed(records))


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

    def ended(self, records: Sequence[Record]) -> Iterator[Ended]:
        """The modules that by these records have left the process to the next one."""
        last = [each for each in records if each.get("untouched")][: len(self.steps) - 1]
        if not last or self.doubtful:
            return
        child = self.child
        child.read_text()
        if child.output.text() is not None:
            self.doubtful = len(last) + 1  # the next one may be at work
            child.kill()
            return
        told = [self._told_up_to(record) for record in last]
        if not child.records:
            child.begins_anew()
        for own in told:
            step = self.steps.popleft()
            self.settled += 1
            yield Ended.of(step, results.of_attempt(step, child, own), own)

    def _told_up_to(self, last: Record) -> list[Record]:
        """The records of one module; the child has these no more."""
        records = self.child.records
        cut = next(number for number, each in enumerate(records, 1) if each is last)
        self.child.records = records[cut:]
        return records[:cut]
