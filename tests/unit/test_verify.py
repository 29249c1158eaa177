"""When a result from a state with imports already done counts as that of a fresh interpreter."""

from __future__ import annotations

import pytest
from observations import interpreter

from smoke.model import Frame, Isolation, Module, Outcome, Plan, Raised, Result, Step
from smoke.runner.verify import Verifier

CIRCLE = 7  # p.x and p.y import each other


def steps() -> dict[str, Step]:
    enters = {"p.x": "p.x", "p.y": "p.y", "p.m": "p.x", "p.n": "p.x", "p.other": "p.y"}
    return {
        name: Step(Module(name, None), "import", enters=((CIRCLE, enters[name]),) if name in enters else ())
        for name in ("p", "p.x", "p.y", "p.m", "p.n", "p.other", "p.apart")
    }


STEPS = steps()


def verifier() -> Verifier:
    cycles = {"p.x": CIRCLE, "p.y": CIRCLE}
    return Verifier(Plan(interpreter(), Isolation.FORK, tuple(STEPS.values()), cycles=cycles))


def result(name: str, message: str | None = None, *running: str) -> Result:
    if message is None:
        return Result(STEPS[name].module, Outcome.IMPORTED)
    frames = tuple(Frame(f"{each}.py", 1, "<module>", each) for each in (name, *running))
    raised = Raised("ValueError", ("ValueError", "Exception"), message, None, frames)
    return Result(STEPS[name].module, Outcome.RAISED, raised=(raised,))


def know(told: Verifier, name: str, message: str | None = None, loaded: tuple[str, ...] = ()) -> list[bool]:
    """Say how a module fared by itself, for good; what that settles."""
    found = told.know(name, result(name, message), told.loaded(frozenset(loaded)), ())
    return [stands for _step, _result, stands in [*found, *told.is_final(name)]]


def hold(told: Verifier, held: Result, loaded: tuple[str, ...]) -> list[bool]:
    verdicts = told.hold(STEPS[held.module.name], held, told.loaded(frozenset(), loaded))
    return [stands for _step, _result, stands in verdicts]


def test_a_result_waits_for_what_it_loaded_and_stands_if_that_imports() -> None:
    told = verifier()
    assert hold(told, result("p.m"), ("p.apart",)) == []
    assert know(told, "p.apart") == [True]


def test_a_loaded_module_that_does_not_import_by_itself_makes_it_doubtful() -> None:
    told = verifier()
    know(told, "p.apart", "broken")
    assert hold(told, result("p.m"), ("p.apart",)) == [False]


def test_a_member_of_a_cycle_that_is_entered_elsewhere_is_vouched_for() -> None:
    told = verifier()
    know(told, "p.y", "circular")
    know(told, "p.x", None, ("p.x", "p.y"))
    assert hold(told, result("p.m"), ("p.x", "p.y")) == [True]


def test_the_cycle_must_be_entered_at_a_member_that_brings_the_other_along() -> None:
    told = verifier()
    know(told, "p.y", "circular")
    know(told, "p.x", None, ("p.x",))
    assert hold(told, result("p.m"), ("p.x", "p.y")) == [False]


def test_nobody_vouches_for_the_member_by_which_the_cycle_is_entered() -> None:
    told = verifier()
    know(told, "p.x", "circular")
    know(told, "p.y", None, ("p.x", "p.y"))
    assert hold(told, result("p.m"), ("p.x", "p.y")) == [False]


def test_who_vouches_must_have_its_final_result() -> None:
    told = verifier()
    know(told, "p.y", "circular")
    told.know("p.x", result("p.x"), told.loaded(frozenset(("p.x",)), ["p.y"]), ())
    assert hold(told, result("p.m"), ("p.x", "p.y")) == []
    assert [stands for _s, _r, stands in told.is_final("p.x")] == [True]


def test_a_failure_of_its_own_code_is_repeated_in_its_own_order() -> None:
    assert hold(verifier(), result("p.m", "no settings"), ("p.apart",)) == [False]


def failed_import(kind: str, name: str | None, link: str | None = None) -> Raised:
    frames = (Frame("p.m.py", 1, "<module>", "p.m"),)
    return Raised(kind, (kind, *IMPORT_ERRORS), f"cannot import {name}", name, frames, link)


IMPORT_ERRORS = ("ImportError", "Exception")
OWN = Raised("ValueError", ("ValueError",), "no", None, (Frame("p.m.py", 1, "<module>", "p.m"),))


@pytest.mark.parametrize(
    "chain",
    [
        (failed_import("ImportError", "p.n"),),
        (failed_import("ModuleNotFoundError", "p.n"),),
        (OWN, failed_import("ImportError", "p.n", "context")),
        (OWN, failed_import("ModuleNotFoundError", "elsewhere", "context")),
        (),  # it left in some other way
    ],
)
def test_a_failed_import_of_its_own_code_is_repeated(chain: tuple[Raised, ...]) -> None:
    held = Result(STEPS["p.m"].module, Outcome.RAISED, raised=chain)
    assert hold(verifier(), held, ()) == [False]


def test_a_failure_in_a_module_that_fails_alike_by_itself_has_its_witness() -> None:
    told = verifier()
    assert hold(told, result("p.m", "no settings", "p.n"), ()) == []
    assert know(told, "p.n", "no settings") == [True]


def test_a_witness_that_imports_or_fails_otherwise_is_none() -> None:
    for message in (None, "something else"):
        told = verifier()
        know(told, "p.n", message)
        assert hold(told, result("p.m", "no settings", "p.n"), ()) == [False]


def test_what_fails_below_a_package_that_was_running_has_the_package_as_its_witness() -> None:
    told = verifier()
    assert hold(told, result("p.m", "no settings", "p", "p.n"), ()) == []
    assert know(told, "p.n", "another error") == []
    assert know(told, "p", "no settings") == [True]


def test_a_package_is_no_witness_of_itself() -> None:
    assert hold(verifier(), result("p", "no settings", "p.n"), ()) == [False]


def provisional(told: Verifier, name: str, *loaded: str) -> list[str]:
    """A staged module that imported: it is held, and what was seen of it is known; what that settles."""
    packed = told.loaded(frozenset(), loaded)
    found = told.hold(STEPS[name], result(name), packed)
    found += told.know(name, result(name), packed, ())
    return sorted(step.module.name for step, _result, _stands in found)


def test_a_provisional_result_settles_no_other_one() -> None:
    told = verifier()
    assert provisional(told, "p.apart", "p.other") == []
    assert hold(told, result("p.m"), ("p.apart",)) == []
    assert know(told, "p.other") == [True]  # p.apart
    assert [stands for _step, _result, stands in told.is_final("p.apart")] == [True]


def test_provisional_results_that_stand_by_each_other_count_together() -> None:
    told = verifier()
    assert provisional(told, "p.m", "p.n", "p.apart") == []
    assert provisional(told, "p.n", "p.m") == []
    assert provisional(told, "p.apart", "p.n") == ["p.apart", "p.m", "p.n"]


def test_who_relies_on_a_result_that_is_repeated_waits_for_what_comes_of_that() -> None:
    for message in (None, "broken as well"):
        told = verifier()
        provisional(told, "p.apart", "p.other")
        assert hold(told, result("p.m"), ("p.apart",)) == []
        assert know(told, "p.other", "broken") == [False]  # p.apart, not p.m
        assert know(told, "p.apart", message) == [message is None]


def test_what_waits_for_modules_that_never_run_is_judged_without_them() -> None:
    told = verifier()
    hold(told, result("p.m"), ("p.apart",))
    hold(told, result("p.other", "no settings", "p.n"), ())
    assert sorted(stands for _step, _result, stands in told.rest()) == [False, True]
