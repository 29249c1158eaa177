"""Modules that fail alone: which other import makes them pass?

A try is a process that imports another module and then the one that failed. Tried are modules of the target
that import by themselves and that the failure names: those whose import it interrupted (each
`<module>` frame of the traceback), and those that the message speaks of, at most `TRIES` for each module.
The answer about a module does not depend on what else the run is about, so shards and workers give the
answers of the whole run.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from smoke.followups import rounds
from smoke.followups.rounds import Inquiry
from smoke.model import Outcome, Question, Raised, Result
from smoke.patterns import later

TRIES = 4

_FINE = (Outcome.IMPORTED, Outcome.NOT_CHECKABLE)
_ATTRIBUTE = later(r"module '(?P<module>[\w.]+)' has no attribute '(?P<name>\w+)'")
_NAME = later(
    r"cannot import name '(?P<name>\w+)' from (?:partially initialized module )?'(?P<module>[\w.]+)'"
)


def helpers(results: Sequence[Result], elsewhere: Collection[str] = ()) -> Inquiry[dict[str, str]]:
    """For each module that imports after another one only: that other one, the best of those tried.

    `elsewhere` are modules of the target that this run is not about; those that could help are imported
    by themselves first.
    """
    fine = {result.module.name for result in results if result.outcome in _FINE}
    inside = {result.module.name.partition(".")[0] for result in results}
    named = {each.module.name: _named(each) for each in results if _is_concerned(each, inside)}
    wanted = {one for ones in named.values() for one in ones}
    fine |= yield from _importing(wanted.intersection(elsewhere))
    tries = {name: [one for one in ones if one in fine][:TRIES] for name, ones in named.items()}
    found: dict[str, str] = {}
    for turn in range(TRIES):  # the likeliest of each module first: most need no second one
        pairs = [(name, ones[turn]) for name, ones in tries.items() if turn < len(ones) and name not in found]
        found |= yield from _helped(pairs)
    return found


def _importing(names: Collection[str]) -> Inquiry[set[str]]:
    """Those of the modules that import by themselves."""
    answers = yield from rounds.answers([Question(name) for name in sorted(names)])
    return {answer.question.module for answer in answers.values() if answer.result.outcome in _FINE}


def _helped(pairs: Sequence[tuple[str, str]]) -> Inquiry[dict[str, str]]:
    """Those of the modules that import after the other one that stands beside them."""
    answers = (yield [(Question(other), Question(name)) for name, other in pairs]) if pairs else []
    return {
        name: other
        for (name, other), both in zip(pairs, answers, strict=True)
        if len(both) == 2 and all(answer.result.outcome in _FINE for answer in both)
    }


def _is_concerned(result: Result, inside: set[str]) -> bool:
    """False for what no order of imports could change: something that is not installed."""
    if result.outcome is not Outcome.RAISED or not result.raised:
        return False
    head = result.raised[0]
    missing = "ModuleNotFoundError" in head.bases
    return not missing or (head.name or "").partition(".")[0] in inside


def _named(result: Result) -> list[str]:
    """What could be imported first, the likeliest at the beginning: a forgotten import before a cycle."""
    name = result.module.name
    named = [one for raised in result.raised for one in (*_spoken_of(raised), *_interrupted(raised))]
    return [
        one
        for one in dict.fromkeys(named)
        if one != name and not one.startswith(f"{name}.") and not name.startswith(f"{one}.")
    ]


def _spoken_of(raised: Raised) -> Iterator[str]:
    for pattern in (_ATTRIBUTE, _NAME):
        match = pattern.search(raised.message)
        if match is not None:
            yield f"{match['module']}.{match['name']}"
            yield match["module"]


def _interrupted(raised: Raised) -> Iterator[str]:
    """The modules whose own code was running, the innermost first."""
    return (frame.module for frame in reversed(raised.frames) if frame.function == "<module>")
