"""Who is run once more at once, and who waits for its package."""

from __future__ import annotations

from smoke.model import Module, Step
from smoke.runner.repeats import Repeats


def step(name: str) -> Step:
    return Step(Module(name, None), "import")


def test_a_module_waits_for_the_package_that_is_repeated_as_well() -> None:
    repeats = Repeats(set())
    assert repeats.add(step("p")) == [step("p")]
    assert repeats.add(step("p.sub.a")) == []
    assert repeats.add(step("pp.a")) == [step("pp.a")]
    assert "p.sub.a" in repeats


def test_a_module_does_not_wait_for_a_package_that_has_its_result() -> None:
    repeats = Repeats({"p"})
    repeats.add(step("p"))
    assert repeats.add(step("p.a")) == [step("p.a")]


def test_what_the_package_has_not_loaded_runs_in_the_end() -> None:
    settled: set[str] = set()
    repeats = Repeats(settled)
    for name in ("p", "p.a", "p.b"):
        repeats.add(step(name))
    settled.update(("p", "p.a"))
    assert repeats.rest() == [step("p.b")]
    assert repeats.rest() == []
