"""Which imports are done once for several modules, worked out from what their code says."""

from __future__ import annotations

from typing import cast

import pytest

from smoke.interpreter import resolve
from smoke.model import Import, Isolation, Module, Plan, Scan, Stage, Step
from smoke.plan import stages
from smoke.plan.graph import ImportGraph
from smoke.plan.items import items
from smoke.plan.stages import Costs, arrange
from smoke.runner.stages import Stages
from smoke.runner.states import ProcessState


def scans(**modules: list[tuple[str, str] | tuple[str, str, tuple[str, ...]]]) -> dict[str, Scan]:
    """Scans by name ("__" stands for a dot): each import is (target, mode) or (target, mode, names)."""
    found = {}
    for name, imports in modules.items():
        dotted = name.replace("__", ".")
        each = tuple(Import(i[0], i[2] if len(i) > 2 else None, i[1]) for i in imports)
        found[dotted] = Scan(dotted, 10_000, frozenset(), each)
    return found


def steps(found: dict[str, Scan]) -> list[Step]:
    packages = {name.rpartition(".")[0] for name in found}
    return [
        Step(Module(name, f"/{name}.py", is_package=name in packages), "import", above or None)
        for name, above in ((name, name.rpartition(".")[0]) for name in sorted(found))
    ]


def items_of(name: str, found: dict[str, Scan]) -> set[str]:
    (step,) = (step for step in steps(found) if step.module.name == name)
    graph = ImportGraph(found, list(found))
    return set(graph.sets.unpack(items(graph, step)))


def test_parents_and_leading_imports_with_all_they_load_are_items() -> None:
    found = scans(
        p=[], p__a=[("p.b", "lead"), ("json", "lead")], p__b=[("p.c", "sure")], p__c=[("os", "lead")]
    )
    assert items_of("p.a", found) == {"p", "p.b", "p.c", "json", "os"}


def test_what_follows_other_code_is_an_item_only_from_outside() -> None:
    found = scans(p=[], p__a=[("p.b", "sure"), ("json", "sure")], p__b=[])
    assert items_of("p.a", found) == {"p", "json"}


def test_uncertain_imports_are_no_items() -> None:
    found = scans(p=[], p__a=[("p.b", "maybe"), ("json", "maybe")], p__b=[])
    assert items_of("p.a", found) == {"p"}


def test_what_is_not_planned_is_an_item_only_below_packages_that_are() -> None:
    """`import p.ns.x`, a folder without `__init__`, imports `p` first: `p` cannot begin with it."""
    found = scans(p=[("p.ns.x", "lead")], p__a=[("p.ns.x", "lead")], q=[], q__b=[("p.ns.x", "lead")])
    assert items_of("p", found) == set()
    assert items_of("p.a", found) == {"p", "p.ns.x"}
    assert items_of("q.b", found) == {"p", "p.ns.x", "q"}


def test_below_a_package_in_a_cycle_that_is_entered_elsewhere_it_is_no_item() -> None:
    found = scans(
        p=[("r", "lead")], r=[("p", "lead")], q=[], q__b=[("r", "lead"), ("p.ns.x", "lead")],
    )  # fmt: skip
    assert items_of("q.b", found) == {"q", "r"}


def test_a_planned_module_is_perhaps_imported_by_its_name_from_a_package_that_is_not() -> None:
    """`from p.ns import x` gives the module if `p/ns` has no `__init__`, else what that binds."""
    found = scans(p=[], p__ns__x=[("json", "lead")], p__a=[("p.ns", "lead", ("x",))])
    assert items_of("p.a", found) == {"p", "p.ns"}
    assert ("p.ns.x", "maybe") in {
        (edge.target, edge.mode) for edge in ImportGraph(found, list(found)).edges["p.a"]
    }


def test_nothing_after_a_star_import_is_an_item() -> None:
    imports = [("p.b", "lead"), ("p.c", "lead", ("*",)), ("p.d", "lead")]
    found = scans(p=[], p__a=imports, p__b=[], p__c=[], p__d=[])
    assert items_of("p.a", found) == {"p", "p.b", "p.c"}


def test_of_a_cycle_only_the_member_that_is_entered_first_is_an_item() -> None:
    found = scans(p=[], p__a=[("p.x", "lead")], p__x=[("p.y", "lead")], p__y=[("p.x", "lead")])
    assert items_of("p.a", found) == {"p", "p.x"}


def test_a_cycle_that_an_uncertain_import_might_enter_elsewhere_gives_no_item() -> None:
    found = scans(
        p=[],
        p__a=[("p.b", "lead"), ("p.x", "lead")],
        p__b=[("p.y", "maybe")],
        p__x=[("p.y", "lead")],
        p__y=[("p.x", "lead")],
    )
    assert items_of("p.a", found) == {"p", "p.b"}


def test_a_member_of_a_cycle_gets_nothing_of_it_beforehand() -> None:
    found = scans(p=[], p__x=[("p.y", "lead")], p__y=[("p.x", "lead")])
    assert items_of("p.x", found) == {"p"}


def test_a_submodule_taken_by_name_is_loaded_unless_the_package_binds_that_name() -> None:
    found = scans(p=[], p__a=[("p", "lead", ("b", "v"))], p__b=[("json", "lead")])
    assert items_of("p.a", found) == {"p", "p.b", "json"}
    found["p"] = Scan("p", 10_000, frozenset({"b"}), ())
    assert items_of("p.a", found) == {"p"}


def _arranged(found: dict[str, Scan]) -> tuple[tuple[Stage, ...], dict[str, int | None]]:
    staged = arrange(steps(found), found, Costs(found, {}), loaded=("sys",))
    return staged.stages, {step.module.name: step.stage for step in staged.steps}


def test_an_import_that_many_share_is_done_once() -> None:
    users = {f"p__u{n}": [("numpy", "lead")] for n in range(9)}
    arranged, stage_of = _arranged(scans(p=[], **users))
    assert {stage_of[f"p.u{n}"] for n in range(9)} == {len(arranged) - 1}
    assert "numpy" in arranged[-1].imports or any("numpy" in stage.imports for stage in arranged)


def test_a_package_hosts_the_modules_that_need_no_more_than_it() -> None:
    users = {f"p__u{n}": [] for n in range(9)}
    arranged, stage_of = _arranged(scans(p=[("numpy", "lead")], **users))
    host = stage_of["p.u0"]
    assert host is not None
    assert arranged[host].host == "p"
    assert arranged[host].parent == stage_of["p"]


def test_what_a_host_loads_itself_comes_before_it_in_no_stage() -> None:
    users = {f"p__u{n}": [("numpy", "lead")] for n in range(9)}
    arranged, stage_of = _arranged(scans(p=[("numpy", "lead")], **users))
    assert [(stage.host, stage.parent) for stage in arranged] == [("p", None)]
    assert stage_of["p"] is None


def test_any_module_hosts_those_that_need_what_it_loads() -> None:
    users = {f"p__u{n}": [("p.base", "lead")] for n in range(9)}
    arranged, stage_of = _arranged(scans(p=[], p__base=[("numpy", "lead")], **users))
    stage = arranged[stage_of["p.u0"] or 0]
    assert stage.host == "p.base"
    assert stage.parent == stage_of["p.base"]


def test_what_breaks_is_imported_by_no_stage_and_what_follows_it_neither() -> None:
    users = {f"p__u{n}": [("p.base", "lead"), ("numpy", "lead")] for n in range(9)}
    arranged, _ = _arranged(scans(p=[], p__base=[("gone", "absent")], **users))
    assert [stage.imports for stage in arranged if stage.host is None] == []
    assert {stage.host for stage in arranged} <= {"p"}


def test_after_what_breaks_another_way_into_a_cycle_is_still_thought_of() -> None:
    found = scans(
        p=[], p__m=[("gone", "absent"), ("p.y", "maybe"), ("p.x", "maybe")],
        p__x=[("p.y", "lead")], p__y=[("p.x", "lead")], p__k=[("p.m", "maybe"), ("p.x", "lead")],
    )  # fmt: skip
    graph = ImportGraph(found, list(found))
    assert graph.entries("p.k") == {graph.cycle_of["p.x"]: ""}


def test_a_large_cycle_that_touches_another_in_two_ways_tells_no_entry() -> None:
    ring = {f"p__r{n}": [(f"p.r{(n + 1) % 50}", "lead")] for n in range(50)}
    ring["p__r3"].append(("p.x", "lead"))
    ring["p__r30"].append(("p.y", "lead"))
    found = scans(p=[], p__m=[("p.r0", "lead")], p__x=[("p.y", "lead")], p__y=[("p.x", "lead")], **ring)
    graph = ImportGraph(found, list(found))
    assert graph.entries("p.m") == {graph.cycle_of["p.r0"]: "p.r0", graph.cycle_of["p.x"]: ""}


def test_what_a_package_loads_itself_needs_no_stage() -> None:
    _, stage_of = _arranged(scans(p=[("p.a", "lead")], p__a=[("numpy", "lead")], p__b=[("numpy", "lead")]))
    assert stage_of["p.a"] is None


def test_no_stage_is_made_for_what_the_bare_interpreter_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages, "STAGE_COST", 0.0)
    arranged, _ = _arranged(scans(a=[("sys", "lead")], b=[("sys", "lead")]))
    assert arranged == ()


def test_nothing_is_kept_alive_for_a_stage_whose_host_has_failed() -> None:
    below = {f"p__b__u{n}": [] for n in range(9)}
    found = scans(p=[("numpy", "lead")], p__b=[("scipy", "lead")], **below)
    staged = arrange(steps(found), found, Costs(found, {}), loaded=("sys",))
    plan = Plan(resolve([])[0], Isolation.FORK, staged.steps, stages=staged.stages)
    live = Stages(plan, cast(ProcessState, None), [step.module.name for step in staged.steps])
    host = live.hosted_by("p.b")
    assert host is not None
    assert host.needs is not None
    above = host.needs
    users = above.users
    live.forgo("p.b")
    assert host.needs is None
    assert above.users == users - 1


def test_for_others_than_those_below_it_the_state_above_is_kept() -> None:
    others = {f"p__u{n}": [("p.b", "lead")] for n in range(9)}
    found = scans(p=[("numpy", "lead")], p__b=[("scipy", "lead")], **others)
    staged = arrange(steps(found), found, Costs(found, {}), loaded=("sys",))
    plan = Plan(resolve([])[0], Isolation.FORK, staged.steps, stages=staged.stages)
    live = Stages(plan, cast(ProcessState, None), [step.module.name for step in staged.steps])
    host = live.hosted_by("p.b")
    assert host is not None
    live.forgo("p.b")
    assert host.needs is not None


def test_a_path_of_many_items_is_no_trouble() -> None:
    chain = {f"p__c{n:04}": [(f"p.c{n + 1:04}", "lead")] for n in range(1500)}
    arranged, _ = _arranged(scans(p=[], p__c1500=[], **chain))
    assert all(stage.parent is None or stage.parent < number for number, stage in enumerate(arranged))
