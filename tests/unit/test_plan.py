"""A plan names every module once, parents first, and can be printed."""

from __future__ import annotations

import random

from smoke import plan
from smoke.interpreter import resolve
from smoke.model import Isolation, Module, ModuleKind, Selection

MODULES = (
    Module("pkg", "/p/pkg/__init__.py", is_package=True),
    Module("pkg.__main__", "/p/pkg/__main__.py"),
    Module("pkg.a", "/p/pkg/a.py", note="hides a.py"),
    Module("pkg.ns.deep.b", "/p/pkg/ns/deep/b.py"),
    Module("pkg.odd-name", "/p/pkg/odd-name.py", skip="no name"),
    Module("pkg.sub", "/p/pkg/sub/__init__.so", ModuleKind.EXTENSION, is_package=True),
    Module("pkg.sub.c", "/p/pkg/sub/c.py"),
    Module("pkg.unreadable", "/p/pkg/unreadable/__init__.py", is_package=True, skip="no"),
    Module("pkg.unreadable.d", "/p/pkg/unreadable/d.py", skip="no"),
    Module("pkg_other", "/p/pkg_other.py"),
)


def _plan(modules: tuple[Module, ...] = MODULES, isolation: Isolation = Isolation.FORK) -> plan.Plan:
    return plan.make(Selection(modules, roots=("/p",)), resolve([])[0], isolation)


def test_each_module_has_one_step_and_parents_come_first() -> None:
    names = [step.module.name for step in _plan().steps]
    assert sorted(names) == sorted(module.name for module in MODULES)
    for step in _plan().steps:
        assert step.parent is None or names.index(step.parent) < names.index(step.module.name)


def test_children_follow_their_parent_and_not_a_longer_name() -> None:
    names = [step.module.name for step in _plan().steps]
    assert names[-1] == "pkg_other"


def test_the_order_does_not_depend_on_the_order_given() -> None:
    shuffled = random.Random(1).sample(MODULES, len(MODULES))
    assert _plan(tuple(shuffled)).steps == _plan().steps


def test_the_parent_is_the_nearest_planned_package() -> None:
    parents = {step.module.name: step.parent for step in _plan().steps}
    assert parents["pkg"] is None
    assert parents["pkg.a"] == "pkg"
    assert parents["pkg.ns.deep.b"] == "pkg"
    assert parents["pkg.sub.c"] == "pkg.sub"
    assert parents["pkg.unreadable.d"] == "pkg"
    assert parents["pkg_other"] is None


def test_the_actions_are_import_examine_and_skip() -> None:
    actions = {step.module.name: step.action for step in _plan().steps}
    assert actions["pkg.__main__"] == "examine"
    assert actions["pkg.odd-name"] == "skip"
    assert {actions[name] for name in ("pkg", "pkg.a", "pkg.sub", "pkg_other")} == {"import"}


def test_a_module_called_main_at_the_top_is_imported() -> None:
    (step,) = _plan((Module("main", "/p/main.py"),)).steps
    assert step.action == "import"


def test_it_is_printed_with_reasons_and_a_count() -> None:
    lines = list(plan.describe(_plan()))
    assert lines[0] == "first on sys.path: /p"
    assert "import  pkg               forked from the bare interpreter" in lines
    assert "import  pkg.sub.c         forked from the bare interpreter" in lines
    assert "import  pkg.a             forked from the bare interpreter (hides a.py)" in lines
    assert "examine pkg.__main__      read, never executed" in lines
    assert "skip    pkg.odd-name      no name" in lines
    assert lines[-1].startswith("10 modules")
    assert lines[-1].endswith("6 to import, 1 to read, 3 skipped")


def test_fresh_interpreters_are_said_so() -> None:
    lines = list(plan.describe(_plan(isolation=Isolation.FRESH)))
    assert any(line.endswith("in a new interpreter") for line in lines)
    assert not any("forked" in line for line in lines)
