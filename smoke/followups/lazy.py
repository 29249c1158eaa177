"""Do the lazy attributes of the modules come when somebody asks for them? Each module has its own process."""

from __future__ import annotations

from collections.abc import Sequence

from smoke.followups.rounds import Inquiry
from smoke.model import Answer, Outcome, Question, Result

_FINE = (Outcome.IMPORTED, Outcome.SKIPPED)


def failed(results: Sequence[Result]) -> Inquiry[tuple[Answer, ...]]:
    """The answers about attributes that do not come; one that ends its process does not hide the others."""
    left = [
        Question(result.module.name, (name,))
        for result in results
        if result.outcome is Outcome.IMPORTED and result.names is not None
        for name in result.names.lazy
    ]
    found: list[Answer] = []
    while left:
        groups: dict[str, list[Question]] = {}
        for question in left:
            groups.setdefault(question.module, []).append(question)
        replies = yield list(groups.values())
        answers = [answer for group in replies for answer in group]
        found += [answer for answer in answers if answer.result.outcome not in _FINE and answer.found >= 0]
        found += [answer for answer in answers if _ended(answer)]
        known = {answer.question for answer in answers}
        left = [question for question in left if question not in known] if known else []
    return tuple(found)


def _ended(answer: Answer) -> bool:
    """True if the process ended while it looked: the module itself had imported before."""
    ends = (Outcome.EXITED, Outcome.CRASHED, Outcome.TIMED_OUT)
    return answer.found < 0 and answer.result.outcome in ends
