"""Putting questions in rounds: whatever is open at a time is asked in one go.

An *inquiry* is a generator: it yields groups of questions, is sent the answers to each group, and
returns what it has found out. So several can wait for one round, and none needs to know of the others:

    loaded, helped = together([entry_points.loaded(…), cycles.helpers(…)], ask)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Sequence

from smoke.model import Answer, Question

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias, TypeVar

    Found = TypeVar("Found")

Groups: TypeAlias = Sequence[Sequence[Question]]  # the questions of a group are put to one process
Answers: TypeAlias = list[list[Answer]]
Ask: TypeAlias = Callable[[Groups], Answers]

Inquiry: TypeAlias = Generator[Groups, Answers, "Found"]


def together(inquiries: Iterable[Inquiry[Found]], ask: Ask) -> list[Found]:
    """What each inquiry comes to, in their order."""
    talks = list(inquiries)
    found: dict[int, Found] = {}
    asked = {number: groups for number in range(len(talks)) for groups in _said(number, talks, None, found)}
    while asked:
        every = [group for groups in asked.values() for group in groups]
        answers = iter(ask(every) if every else [])
        replies = [(number, [next(answers) for _ in groups]) for number, groups in asked.items()]
        asked = {number: groups for number, reply in replies for groups in _said(number, talks, reply, found)}
    return [found[number] for number in range(len(talks))]


def answers(questions: Iterable[Question]) -> Inquiry[dict[Question, Answer]]:
    """The answer to each question; those about one module share a process, until one of them ends it."""
    found: dict[Question, Answer] = {}
    left = list(questions)
    while left:
        groups: dict[str, list[Question]] = defaultdict(list)
        for question in left:
            groups[question.module].append(question)
        for group in (yield list(groups.values())):
            found.update((answer.question, answer) for answer in group)
        left = [question for question in left if question not in found]
    return found


def _said(
    number: int, talks: Sequence[Inquiry[Found]], reply: Answers | None, found: dict[int, Found]
) -> Iterable[Groups]:
    """What an inquiry asks next; nothing, and its end in `found`, when it is over."""
    try:
        return [next(talks[number]) if reply is None else talks[number].send(reply)]
    except StopIteration as end:
        found[number] = end.value
        return []
