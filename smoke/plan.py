"""What would be done with each module, in which order, as data that can be printed.

make(selection, interpreter, isolation) -> Plan        describe(plan) -> lines for --plan
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from smoke.model import Interpreter, Isolation, Module, Plan, Selection, Step


def make(selection: Selection, interpreter: Interpreter, isolation: Isolation) -> Plan:
    """One step for each module, parents before children, siblings by name."""
    modules = sorted(selection.modules, key=lambda module: module.name.split("."))
    packages = {module.name for module in modules if module.is_package and not module.skip}
    steps = tuple(Step(module, _action(module), _parent(module.name, packages)) for module in modules)
    return Plan(interpreter, isolation, steps, selection.roots)


def describe(plan: Plan) -> Iterator[str]:
    """The lines of `--plan`: every module with what would become of it, then a count."""
    width = max((len(step.module.name) for step in plan.steps), default=0)
    for root in plan.roots:
        yield f"first on sys.path: {root}"
    for step in plan.steps:
        yield f"{step.action:<7} {step.module.name:<{width}}  {_how(step, plan.isolation)}"
    yield _count(plan.steps, plan.interpreter)


def _action(module: Module) -> str:
    if module.skip:
        return "skip"
    return "examine" if module.is_main else "import"


def _parent(name: str, packages: set[str]) -> str | None:
    above = name.rpartition(".")[0]
    while above and above not in packages:
        above = above.rpartition(".")[0]
    return above or None


def _how(step: Step, isolation: Isolation) -> str:
    if step.module.skip:
        return step.module.skip
    note = f" ({step.module.note})" if step.module.note else ""
    if step.action == "examine":
        return f"read, never executed{note}"
    if isolation is Isolation.FRESH:
        return f"in a new interpreter{note}"
    return f"forked from {step.parent or 'the bare interpreter'}{note}"


def _count(steps: Sequence[Step], interpreter: Interpreter) -> str:
    actions = Counter(step.action for step in steps)
    return (
        f"{len(steps)} modules with Python {interpreter.version}: {actions['import']} to import, "
        f"{actions['examine']} to read, {actions['skip']} skipped"
    )
