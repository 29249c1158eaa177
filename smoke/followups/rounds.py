"""Putting questions about many modules: one process for each module, again where one has ended too early."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from smoke.model import Answer, Question

Ask = Callable[[list[list[Question]]], list[list[Answer]]]


def answers(questions: Iterable[Question], ask: Ask) -> dict[Question, Answer]:
    """The answer to each question; those about one module share a process, until one of them ends it."""
    found: dict[Question, Answer] = {}
    left = list(questions)
    while left:
        groups: dict[str, list[Question]] = defaultdict(list)
        for question in left:
            groups[question.module].append(question)
        for group in ask(list(groups.values())):
            found.update((answer.question, answer) for answer in group)
        left = [question for question in left if question not in found]
    return found
