"""Modules that fail alone: which other import makes them pass?

A try is a process that imports another module and then the one that failed. Tried are modules of the target
that import by themselves and that the failure names: those whose import it interrupted (each
`<module>` frame of the traceback), and those that the message speaks of. At most `TRIES` for each module
and `MODULES` modules in a run: somebody who breaks more has one reason for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence

from smoke.model import Answer, Outcome, Question, Raised, Result

Ask = Callable[[Sequence[Sequence[Question]]], list[list[Answer]]]

TRIES = 4
MODULES = 60

_FINE = (Outcome.IMPORTED, Outcome.NOT_CHECKABLE)
_ATTRIBUTE = re.compile(r"module '(?P<module>[\w.]+)' has no attribute '(?P<name>\w+)'")
_NAME = re.compile(
    r"cannot import name '(?P<name>\w+)' from (?:partially initialized module )?'(?P<module>[\w.]+)'"
)


def helpers(results: Sequence[Result], ask: Ask, elsewhere: Collection[str] = ()) -> dict[str, str]:
    """For each module that imports after another one only: that other one, the best of those tried.

    `elsewhere` are modules of the target that this run is not about; one that fails is no help.
    """
    fine = {result.module.name for result in results if result.outcome in _FINE}.union(elsewhere)
    inside = {result.module.name.partition(".")[0] for result in results}
    tries = [
        (result.module.name, other)
        for result in [each for each in results if _is_concerned(each, inside)][:MODULES]
        for other in _candidates(result, fine)
    ]
    found: dict[str, str] = {}
    answers = ask([(Question(other), Question(name)) for name, other in tries]) if tries else []
    for (name, other), both in zip(tries, answers, strict=True):
        if len(both) == 2 and all(answer.result.outcome in _FINE for answer in both):
            found.setdefault(name, other)
    return found


def _is_concerned(result: Result, inside: set[str]) -> bool:
    """False for what no order of imports could change: something that is not installed."""
    if result.outcome is not Outcome.RAISED or not result.raised:
        return False
    head = result.raised[0]
    missing = "ModuleNotFoundError" in head.bases
    return not missing or (head.name or "").partition(".")[0] in inside


def _candidates(result: Result, fine: set[str]) -> list[str]:
    """What to import first, the likeliest at the beginning: a forgotten import before a cycle."""
    name = result.module.name
    named = [one for raised in result.raised for one in (*_spoken_of(raised), *_interrupted(raised))]
    wanted = [
        one
        for one in dict.fromkeys(named)
        if one in fine and one != name and not one.startswith(f"{name}.") and not name.startswith(f"{one}.")
    ]
    return wanted[:TRIES]


def _spoken_of(raised: Raised) -> Iterator[str]:
    for pattern in (_ATTRIBUTE, _NAME):
        match = pattern.search(raised.message)
        if match is not None:
            yield f"{match['module']}.{match['name']}"
            yield match["module"]


def _interrupted(raised: Raised) -> Iterator[str]:
    """The modules whose own code was running, the innermost first."""
    return (frame.module for frame in reversed(raised.frames) if frame.function == "<module>")
