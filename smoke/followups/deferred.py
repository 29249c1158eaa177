"""What functions import and the run itself has not imported: each is asked once, in a process of its own.

Modules of the target need no question: the run has imported them, and each says which names it
has (`NameFacts.exposed`). What is left are modules outside, modules that were not planned, and names for
which a module answers by code of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from smoke.followups import rounds
from smoke.followups.rounds import Inquiry
from smoke.model import Answer, InterpreterRun, Module, Outcome, Question, Result


def answered(run: InterpreterRun) -> Inquiry[tuple[Answer, ...]]:
    """The answers to what the results leave open."""
    planned = {result.module.name: result for result in run.results}
    keys = [key for key in _open(run.results) if _is_in_question(*key, planned)]
    questions = {question for key in keys for question in _questions(*key)}
    found = yield from rounds.answers(sorted(questions, key=_order))
    again = {_as_submodule(each.question) for each in found.values() if _may_be_submodule(each)}
    found.update((yield from rounds.answers(sorted(again, key=_order))))
    return tuple(found[question] for question in sorted(found, key=_order))


def _open(results: Sequence[Result]) -> set[tuple[str, str | None]]:
    """Each module and name that somebody wants and nobody has seen."""
    found: set[tuple[str, str | None]] = set()
    for result in results:
        if result.names is None:
            continue
        found.update((one.module, one.name) for one in result.names.imports if one.state == "open")
        ways = [*(one.when for one in result.names.imports), *(one.when for one in result.names.attributes)]
        found.update(key for alternatives in ways for way in alternatives for key in way)
    return found


def _is_in_question(module: str, name: str | None, planned: dict[str, Result]) -> bool:
    result = planned.get(module)
    if result is None:
        return True
    if name is None or f"{module}.{name}" in planned:
        return False
    if result.outcome is Outcome.NOT_CHECKABLE:
        return True
    if result.outcome is not Outcome.IMPORTED or result.names is None or result.names.exposes is None:
        return False
    return name not in result.names.exposed and (result.names.answers or _is_package(result.module))


def _questions(module: str, name: str | None) -> Iterator[Question]:
    yield Question(module)
    if name is not None:
        yield Question(module, (name,))


def _may_be_submodule(answer: Answer) -> bool:
    """True for a name that a package does not have, so that Python would look for a module."""
    question = answer.question
    return bool(question.attributes) and answer.found == 0 and _is_package(answer.result.module)


def _as_submodule(question: Question) -> Question:
    return Question(".".join((question.module, *question.attributes)))


def _is_package(module: Module) -> bool:
    """Whether it may have submodules: no file of its own, or an `__init__`."""
    return module.path is None or os.path.basename(module.path).startswith("__init__.")


def _order(question: Question) -> tuple[str, tuple[str, ...]]:
    return question.module, question.attributes
