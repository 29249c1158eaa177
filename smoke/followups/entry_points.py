"""Which entry points a run is about, and what comes of loading each.

An entry point is in question if its module is planned, or if its distribution is a target: named by `dist:`,
or with a top-level name among the planned modules. One whose module has failed is not loaded
again: that is known already. Nor is one whose module has been imported and plainly has the name.
The others are loaded for real, one process for each module.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from smoke.dataclass import replace
from smoke.distributions import Distributions
from smoke.distributions.entry_points import Declared, reference
from smoke.followups import rounds
from smoke.followups.rounds import Inquiry
from smoke.model import Answer, EntryPoint, Outcome, Question, Result, Selection

FAILED = (Outcome.RAISED, Outcome.EXITED, Outcome.CRASHED, Outcome.TIMED_OUT, Outcome.BLOCKED)


def in_question(
    selection: Selection, metadata: Distributions, is_wanted: Callable[[str], bool]
) -> tuple[EntryPoint, ...]:
    """The entry points of the target's distributions that belong to this run, each once."""
    planned = {module.name for module in selection.modules}
    found: dict[tuple[str, str, str], EntryPoint] = {}
    for distribution in selection.distributions or metadata.for_modules(sorted(planned)):
        declared = [_entry(distribution, path, one) for path, one in metadata.entry_points(distribution)]
        whole = distribution in selection.distributions
        whole = whole or _is_target(declared, distribution, planned, metadata)
        for entry in declared:
            if entry.module in planned or (whole and is_wanted(entry.module)):
                found.setdefault((entry.group, entry.name, entry.value), entry)
    return tuple(found.values())


def loaded(
    entries: Sequence[EntryPoint], results: Sequence[Result]
) -> Inquiry[tuple[tuple[EntryPoint, Answer | None], ...]]:
    """Each entry point with what came of loading it; None where its module has failed, or there is none."""
    known = {result.module.name: result for result in results}
    failed = {name for name, result in known.items() if result.outcome in FAILED}
    questions = {
        Question(entry.module, entry.attributes)
        for entry in entries
        if entry.module and entry.module not in failed
    }
    seen = [_seen(question, known.get(question.module)) for question in questions]
    answers = {answer.question: answer for answer in seen if answer is not None}
    left = questions.difference(answers)
    answers.update((yield from rounds.answers(sorted(left, key=lambda one: (one.module, one.attributes)))))
    return tuple((entry, answers.get(Question(entry.module, entry.attributes))) for entry in entries)


def _seen(question: Question, result: Result | None) -> Answer | None:
    """The answer that the module's own run has given: it plainly holds the attribute."""
    names = result.names if result is not None and result.outcome is Outcome.IMPORTED else None
    if result is None or names is None or names.exposes is None or names.answers:
        return None
    there = [each for each in question.attributes if each in names.exposed and each not in names.lazy]
    if len(question.attributes) > 1 or len(there) < len(question.attributes):
        return None
    return Answer(question, Result(result.module, Outcome.IMPORTED), found=len(there))


def _entry(distribution: str, path: str | None, declared: Declared) -> EntryPoint:
    place = reference(declared.value)
    entry = EntryPoint(distribution, declared.group, declared.name, declared.value, path, declared.line)
    if place is None:
        return entry
    return replace(entry, module=place.module, attributes=place.attributes, extras=place.extras)


def _is_target(
    entries: Sequence[EntryPoint], distribution: str, planned: set[str], metadata: Distributions
) -> bool:
    if any(entry.module.partition(".")[0] in planned for entry in entries):
        return True
    one = metadata.named(distribution)
    return one is not None and any(one.ships(name) for name in planned if "." not in name)
