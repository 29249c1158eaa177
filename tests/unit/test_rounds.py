"""Several inquiries share the rounds in which their questions are put."""

from __future__ import annotations

from smoke.followups import rounds
from smoke.followups.rounds import Answers, Groups, Inquiry
from smoke.model import Answer, Module, Outcome, Question, Result


def _answer(question: Question) -> Answer:
    return Answer(question, Result(Module(question.module, None), Outcome.IMPORTED))


def _asked_one_by_one(*names: str) -> Inquiry[list[str]]:
    found = []
    for name in names:
        for group in (yield [[Question(name)]]):
            found += [answer.question.module for answer in group]
    return found


def test_what_is_open_at_a_time_is_asked_in_one_go_and_everybody_gets_his_own_answers() -> None:
    put: list[list[str]] = []

    def ask(groups: Groups) -> Answers:
        put.append([question.module for group in groups for question in group])
        return [[_answer(question) for question in group] for group in groups]

    inquiries = [_asked_one_by_one("a"), _asked_one_by_one(), _asked_one_by_one("b", "c")]

    assert rounds.together(inquiries, ask) == [["a"], [], ["b", "c"]]
    assert put == [["a", "b"], ["c"]]


def test_what_a_process_left_unanswered_is_asked_again_without_what_it_has_answered() -> None:
    put: list[list[Question]] = []

    def ask(groups: Groups) -> Answers:
        put.extend(list(group) for group in groups)
        return [[_answer(group[0])] for group in groups]

    questions = [Question("a", ("x",)), Question("b"), Question("a", ("y",))]
    (found,) = rounds.together([rounds.answers(questions)], ask)

    assert set(found) == set(questions)
    assert put == [[questions[0], questions[2]], [questions[1]], [questions[2]]]


def test_nobody_is_asked_where_there_is_no_question() -> None:
    def ask(groups: Groups) -> Answers:
        raise AssertionError(groups)

    assert rounds.together([_asked_one_by_one(), _asked_one_by_one()], ask) == [[], []]
    assert rounds.together([], ask) == []
