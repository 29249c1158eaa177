"""Which entry points are known to load from the run of their module alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from smoke.followups import entry_points, rounds
from smoke.model import Answer, EntryPoint, Module, NameFacts, Outcome, Question, Result

FACTS = NameFacts(3, exposes="later main", lazy=("later",))


def asked_and_found(attributes: tuple[str, ...], result: Result) -> tuple[list[Question], Answer | None]:
    """What is put to a process of its own, and what is said of the entry point; a process finds nothing."""
    entry = EntryPoint("dist", "console_scripts", "run", "", None, None)
    entry = replace(entry, module="pkg.cli", attributes=attributes)
    asked: list[Question] = []

    def ask(groups: rounds.Groups) -> rounds.Answers:
        asked.extend(question for group in groups for question in group)
        failed = Result(Module("pkg.cli", None), Outcome.RAISED)
        return [[Answer(question, failed) for question in group] for group in groups]

    ((found,),) = rounds.together([entry_points.loaded([entry], [result])], ask)
    return asked, found[1]


def ran(outcome: Outcome = Outcome.IMPORTED, names: NameFacts | None = FACTS) -> Result:
    return Result(Module("pkg.cli", None), outcome, names=names)


@pytest.mark.parametrize("attributes", [("main",), ()])
def test_what_its_module_plainly_has_needs_no_process(attributes: tuple[str, ...]) -> None:
    asked, answer = asked_and_found(attributes, ran())
    assert asked == []
    assert answer is not None
    assert (answer.result.outcome, answer.found) == (Outcome.IMPORTED, len(attributes))


@pytest.mark.parametrize(
    ("attributes", "result"),
    [
        (("other",), ran()),  # perhaps there is none
        (("later",), ran()),  # it comes when somebody asks, or does not
        (("main", "inner"), ran()),  # an attribute of an object
        (("main",), ran(names=replace(FACTS, answers=True))),  # code of the module decides
        (("main",), ran(names=replace(FACTS, exposes=None))),  # nobody has looked
        (("main",), ran(Outcome.NOT_CHECKABLE, None)),
    ],
)
def test_everything_else_is_loaded(attributes: tuple[str, ...], result: Result) -> None:
    asked, answer = asked_and_found(attributes, result)
    assert asked == [Question("pkg.cli", attributes)]
    assert answer is not None
    assert answer.result.outcome is Outcome.RAISED


def test_what_has_failed_is_not_loaded_again() -> None:
    assert asked_and_found(("main",), ran(Outcome.RAISED, None)) == ([], None)
