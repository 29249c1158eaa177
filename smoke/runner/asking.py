"""Questions to the checked interpreter beyond the plan: what would this import, has it that attribute?

    ask([(Question("pkg.cli", ("main",)),), …]) -> [[Answer], …]

Each group of questions is answered by one process from the bare interpreter on, in order. Where many
groups begin below the same top-level package, that is imported once, in a process from which theirs are
forked: it is what each of them would import first. There may be such a process from the run. A process
that ends in the middle leaves the rest of its group unanswered: the last answer says how it ended. The
same limits hold as for any import.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence

from smoke.dataclass import dataclass, field, replace
from smoke.model import Answer, Isolation, Module, Outcome, Plan, Question, Result, Step
from smoke.runner import jobs, launch, results, touched
from smoke.runner.child import Child, Pipes
from smoke.runner.options import RunOptions
from smoke.runner.records import Record
from smoke.runner.setup import refuse_failed_setup
from smoke.runner.states import ProcessState
from smoke.runner.supervisor import Supervisor, Watch

Group = Sequence[Question]

_ATTEMPTS = 3
_MANY = 3  # groups below one package that make it worth a process of its own


@dataclass(eq=False)
class _Opening:
    """A process that has imported one top-level package, and the groups that wait for it."""

    waiting: list[tuple[int, Group, int]] = field(default_factory=list)
    state: ProcessState | None = None  # None before it is there, and if there is none


class Asking:
    """The groups of one round, and what was answered so far."""

    def __init__(
        self,
        plan: Plan,
        options: RunOptions,
        supervisor: Supervisor,
        state: ProcessState | None,
        opened: Mapping[str, ProcessState],
    ) -> None:
        """From `state`, a bare interpreter, or else by starting one for each group.

        `opened`: by top-level package a process that has imported it and nothing else.
        """
        self._plan, self._options, self._supervisor, self._state = plan, options, supervisor, state
        self._opened = opened
        self._waiting: deque[tuple[int, Group, int]] = deque()
        self._answers: dict[int, list[Answer]] = {}
        self._openings: dict[str, _Opening] = {}  # by top-level package
        self._active = 0

    def run(self, groups: Sequence[Group]) -> list[list[Answer]]:
        """The answers to each group, at least one for each group that is not empty."""
        waiting = [(number, group, 0) for number, group in enumerate(groups) if group]
        self._open([_top(group) for _number, group, _attempt in waiting])
        for each in waiting:
            opening = self._openings.get(_top(each[1]))
            (self._waiting if opening is None or opening.state else opening.waiting).append(each)
        while self._waiting or self._active:
            while self._waiting and self._active < self._options.jobs:
                self._start(*self._waiting.popleft())
            self._supervisor.turn()
        for opening in self._openings.values():
            if opening.state is not None and opening.state not in self._opened.values():
                opening.state.close()
        return [self._answers.get(number, []) for number in range(len(groups))]

    def _start(self, number: int, group: Group, attempt: int) -> None:
        self._active += 1
        opening = self._openings.get(_top(group))
        opened = opening.state if opening is not None else None
        state = self._state if opened is None or opened.lost else opened
        if state is None or state.lost or attempt:
            self._launch(number, group, attempt)
        else:
            child = state.fork(jobs.ask(group), Pipes.make(), self._options.timeout)
            self._watch(child, lambda: state.learn_status(child), number, group, attempt)

    def _open(self, packages: Sequence[str]) -> None:
        """Have each package that is there often imported by a process that forks."""
        for package, count in Counter(packages).items():
            there = self._opened.get(package)
            if there is not None and not there.lost:
                self._openings[package] = _Opening(state=there)
            elif count >= _MANY and self._state is not None and not self._state.lost:
                self._openings[package] = opening = _Opening()
                self._import(package, opening, self._state)

    def _import(self, package: str, opening: _Opening, root: ProcessState) -> None:
        ours, theirs = self._supervisor.connection()
        job = jobs.stage(self._plan, [package])
        child = root.fork(job, Pipes.make(), self._options.timeout, control=theirs)
        self._active += 1
        begun = False

        def begin() -> None:
            nonlocal begun
            if not begun:
                begun = True
                self._active -= 1
                self._waiting.extend(opening.waiting)

        def says(records: list[Record]) -> None:
            for record in records:
                if record["is"] == "staged" and not begun:
                    child.deadline = None
                    if record["threads"] == 1:
                        opening.state = ProcessState(ours, self._supervisor, watch=watch)
                    else:  # a fork would lose some
                        ours.close()
                    begin()

        def ended() -> None:
            if opening.state is not None:
                opening.state.close()
            else:
                ours.close()
            begin()

        watch = Watch(child, lambda: root.learn_status(child), says, ended)
        self._supervisor.watch(watch)

    def _launch(self, number: int, group: Group, attempt: int) -> None:
        started = launch.start(self._plan, self._options, jobs.ask(group))
        self._watch(started.child, started.learn_status, number, group, attempt, started.reap)

    def _watch(
        self,
        child: Child,
        learn_status: Callable[[], int | None],
        number: int,
        group: Group,
        attempt: int,
        reap: Callable[[], None] | None = None,
    ) -> None:
        isolation = Isolation.FORK if reap is None else Isolation.FRESH

        def says(records: list[Record]) -> None:
            refuse_failed_setup(records)
            child.deadline = time.monotonic() + self._options.timeout  # for the next question

        def ended() -> None:
            self._active -= 1
            if reap is not None:
                reap()
            if child.records or child.timed_out or (child.status or 0) != -1 or attempt >= _ATTEMPTS:
                self._answers[number] = _answers(group, child, isolation)
            else:  # a neighbour has hurt whoever was about to start it
                self._waiting.append((number, group, attempt + 1))

        self._supervisor.watch(Watch(child, learn_status, says, ended, reap))


def _top(group: Group) -> str:
    """What a group imports before anything else."""
    return group[0].module.partition(".")[0]


def _answers(group: Group, child: Child, isolation: Isolation) -> list[Answer]:
    """What was answered, and how the process ended if that was too early."""
    records = [record for record in child.records if record["is"] == "answer"]
    found = [_answer(question, record, child) for question, record in zip(group, records, strict=False)]
    if len(found) < len(group):
        question = group[len(found)]
        result = results.of_child(_step(question, None), child, isolation)
        found.append(Answer(question, result))
    return found


def _answer(question: Question, record: Record, child: Child) -> Answer:
    chain = record["chain"]
    module = _step(question, record["file"]).module
    if chain is None:
        result = Result(module, Outcome.IMPORTED, seconds=record["seconds"])
    else:
        raised = results.chain(chain)
        result = Result(module, Outcome.RAISED, seconds=record["seconds"], raised=raised)
    result = replace(result, touched=touched.of(child))
    return Answer(question, result, min(record["found"], len(question.attributes)))


def _step(question: Question, path: str | None) -> Step:
    return Step(Module(question.module, path), "import")
