"""What would be done with each module, in which order, as data that can be printed.

make(selection, interpreter, isolation, scans, loaded) -> Plan        describe(plan) -> lines for --plan
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from smoke.model import Interpreter, Isolation, Module, Plan, Scan, Selection, Stage, Step


def make(
    selection: Selection,
    interpreter: Interpreter,
    isolation: Isolation,
    *,
    scans: Mapping[str, Scan] | None = None,
    loaded: Collection[str] = (),
    times: Mapping[str, float] | None = None,
) -> Plan:
    """One step for each module, parents before children, siblings by name.

    With `scans` a forking plan gets stages; `loaded` is what the bare interpreter has anyway
    and `times` what earlier runs measured, in seconds by module.
    """
    modules = sorted(selection.modules, key=lambda module: module.name.split("."))
    packages = {module.name for module in modules if module.is_package and not module.skip}
    steps = tuple(Step(module, _action(module), _parent(module.name, packages)) for module in modules)
    if isolation is Isolation.FRESH or not scans:
        return Plan(interpreter, isolation, steps, selection.roots)
    from smoke.plan.stages import Costs, arrange  # not needed where nothing is left to run

    staged = arrange(steps, scans, Costs(scans, times or {}, interpreter.stdlib_modules), loaded)
    return Plan(
        interpreter, isolation, staged.steps, selection.roots, staged.stages, staged.wanted, staged.cycles
    )


def describe(plan: Plan) -> Iterator[str]:
    """The lines of `--plan`: every module with what would become of it, then a count."""
    width = max((len(step.module.name) for step in plan.asked), default=0)
    for root in plan.roots:
        yield f"first on sys.path: {root}"
    for number, stage in enumerate(plan.stages):
        yield _stage(number, stage)
    for step in plan.asked:
        yield f"{step.action:<7} {step.module.name:<{width}}  {_how(step, plan)}"
    yield _count(plan.asked, plan.interpreter)
    if plan.stages:
        yield _saving(plan)


def _action(module: Module) -> str:
    if module.skip:
        return "skip"
    return "examine" if module.is_main else "import"


def _parent(name: str, packages: set[str]) -> str | None:
    above = name.rpartition(".")[0]
    while above and above not in packages:
        above = above.rpartition(".")[0]
    return above or None


def _how(step: Step, plan: Plan) -> str:
    if step.module.skip:
        return step.module.skip
    note = f" ({step.module.note})" if step.module.note else ""
    if step.action == "examine":
        return f"read, never executed{note}"
    if plan.isolation is Isolation.FRESH:
        return f"in a new interpreter{note}"
    return f"forked from {_named(step.stage)}{note}"


def _named(stage: int | None) -> str:
    return "the bare interpreter" if stage is None else f"state {stage}"


def _stage(number: int, stage: Stage) -> str:
    first, *others = stage.imports
    what = f"{first} and {len(others)} more" if others else first
    how = "what is left after" if stage.host else "imports"
    return f"state {number}: from {_named(stage.parent)} {how} {what}, for {stage.steps} modules"


def _saving(plan: Plan) -> str:
    saved = sum(stage.cost * (stage.steps - 1) for stage in plan.stages)
    return f"{len(plan.stages)} states save about {saved:.1f} s of repeated imports (estimated)"


def _count(steps: Sequence[Step], interpreter: Interpreter) -> str:
    actions = Counter(step.action for step in steps)
    return (
        f"{len(steps)} modules with Python {interpreter.version}: {actions['import']} to import, "
        f"{actions['examine']} to read, {actions['skip']} skipped"
    )
