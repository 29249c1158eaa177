"""What the source alone says of a module is what the live module says, wherever there are both answers.

A module that cannot be imported is only read; here the same is done with every module of the cases
that can be, on every interpreter at hand. What is expected of the case is the live answer (`test_cases.py`
sees to that), so what the source says beyond it is a false alarm, and what it does not say must be
one of the differences that are known and documented.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import casebook
import interpreters
import pytest
from casebook import Case

from smoke import discovery, interpreter, plan
from smoke.distributions import Distributions
from smoke.model import (
    Interpreter,
    Isolation,
    Module,
    NameFacts,
    Outcome,
    Result,
    Selection,
    Settings,
)
from smoke.rules import checked, names
from smoke.rules.checked import Checked
from smoke.runner import Runner, RunOptions

RULES = ("undefined-name", "type-checking-name")
CASES = [case for case in casebook.read() if not (case.alone or case.makings or case.options)]

# Case id to the names that only the live module gives, each with the reason.
_STAR = "a star import of a module that is not loaded binds anything"
_FLAG = "what a flag allows may be allowed for a reason"
_KEPT = "a private parameter may keep a flag at hand"
_SKIPPED = "whether setUp skips a test only running it can tell"
_TWICE = "of two definitions of a name, which is alive?"
_ANYTHING = "who writes into builtins by computed names may bind anything"
WEAKER: dict[str, tuple[set[str], str]] = {
    "surroundings/replaces_everything": ({"undefined_after_all"}, _ANYTHING),
    "undefined-name/conditional_guard_that_does_not_hold": ({"printer"}, _FLAG),
    "undefined-name/early_bound_flags": ({"unicode"}, _KEPT),
    "undefined-name/held_in_odd_places": ({"sixth_lost"}, _TWICE),
    "undefined-name/set_up_that_may_go_on": ({"absent_table"}, _SKIPPED),
    "undefined-name/star_import_gap": ({"square"}, _STAR),
    "undefined-name/statements": ({"tree"}, _TWICE),
}
# The same the other way: names that only the source says, because it takes another module to know better.
_HELPERS = "which helpers bind names in the module of their caller, only live functions tell"
STRONGER: dict[str, tuple[set[str], str]] = {
    "unset-global/bound_by_helpers": (
        set("limits Box ScalarBox ThingAlias ThingCopy first marked counted".split()),
        _HELPERS,
    ),
}


@pytest.mark.parametrize("version", interpreters.VERSIONS)
def test_the_source_says_what_the_live_module_says(version: str, tmp_path: Path) -> None:
    reason = interpreters.missing(version)
    if reason:
        pytest.skip(reason)
    (found,) = interpreter.resolve([interpreters.bare(version, tmp_path)], ())
    more: dict[str, set[str]] = {}
    less: dict[str, set[str]] = {}
    for case, said, paths in _read(version, found):
        expected = _expected(case, version, paths)
        beyond = {one.rpartition(" ")[2] for one in said - expected}
        assert _stronger(case) <= beyond, "the source does not say it any more"
        more[case.id] = {one for one in said - expected if one.rpartition(" ")[2] not in _stronger(case)}
        less[case.id] = {one.rpartition(" ")[2] for one in expected - said}
    assert {id: said for id, said in more.items() if said} == {}, "what the live module does not say"
    known = {id: names for id, (names, _) in WEAKER.items() if id in less}
    assert {id: names for id, names in less.items() if names} == known, "what only the live module says"


def _stronger(case: Case) -> set[str]:
    return STRONGER[case.id][0] if case.id in STRONGER else set()


def _read(version: str, found: Interpreter) -> Iterator[tuple[Case, set[str], set[str]]]:
    """Each case with what reading gives ("path:line: rule name") and the paths that were read."""
    waiting = [case for case in CASES if case.when.holds(version)]
    while waiting:
        batch: dict[Case, tuple[Module, ...]] = {}
        tops: set[str] = set()
        for case in waiting:
            if not tops & case.tops:  # a module is known by its name
                batch[case] = _modules(case, version, found)
                tops |= case.tops
        waiting = [case for case in waiting if case not in batch]
        modules = tuple(module for each in batch.values() for module in each)
        selection = Selection(modules)
        with Runner(plan.make(selection, found, Isolation.FRESH), RunOptions(2, 60.0)) as runner:
            facts = runner.read(modules)
        everything = tuple(module for case in batch for module in _all(case, found))
        view = checked.of(found, Selection(everything), Distributions(()), Settings())
        for case, mine in batch.items():
            said = {one for module in mine for one in _said(case, module, facts.get(module.name), view)}
            yield case, said, {_relative(case, module) for module in mine}


def _modules(case: Case, version: str, found: Interpreter) -> tuple[Module, ...]:
    imported = {name for name, outcome in case.outcomes_on(version).items() if outcome == "imported"}
    return tuple(each for each in _all(case, found) if each.name in imported)


def _all(case: Case, found: Interpreter) -> tuple[Module, ...]:
    where = case.source.parent
    return discovery.select((str(case.source),), found, include=(), exclude=(), cwd=where).modules


def _said(case: Case, module: Module, facts: NameFacts | str | None, view: Checked) -> Iterator[str]:
    assert not isinstance(facts, str), facts
    for one in names.findings(Result(module, Outcome.BLOCKED, names=facts), view):
        if one.rule in RULES:
            yield f"{_relative(case, module)}:{one.line}: {one.rule} {one.name}"


def _expected(case: Case, version: str, paths: set[str]) -> set[str]:
    """What the live modules of the case say, in the same words; also what a suppression hides."""
    live = [one for one in case.expected_on(version) if one.rule in RULES and one.path in paths]
    return {f"{one.path}:{one.line}: {one.rule} {one.name}" for one in live}


def _relative(case: Case, module: Module) -> str:
    packaged = case.source.is_file() or (case.source / "__init__.py").exists()
    root = case.source.parent if packaged else case.source
    return Path(str(module.path)).relative_to(root).as_posix()
