"""One interpreter and what is to be checked with it become a plan, what is known already, and a runner.

    for prepared, runner in preparing.prepared(interpreter, selection, settings, cache):
        runner.execute(prepared.plan, ...)        the runner ends when the loop goes on

Contract: nothing of the targets is imported here but for the package on top of them, and only `ahead`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator
from functools import cached_property

from smoke import collecting, parts, plan, runner, visibility
from smoke.cache import Cache, Opened, is_little, remainder
from smoke.dataclass import dataclass, replace
from smoke.distributions import Distributions
from smoke.errors import UsageError
from smoke.model import Interpreter, Isolation, Plan, Result, Selection, Settings

# What happens only the first time that something is imported must not happen in a stage, for nobody.
_ONE_BY_ONE = frozenset({"warnings", "effects"})


@dataclass(frozen=True)
class Prepared:
    """One interpreter with what it is to import."""

    interpreter: Interpreter
    selection: Selection
    plan: Plan
    hidden: visibility.Hidden | None = None  # what the target must not see
    opened: Opened | None = None  # what the cache has, unless there is none
    reused: tuple[Result, ...] = ()  # of modules that are not in the plan

    @cached_property
    def metadata(self) -> Distributions:
        """The distributions that the checked modules could see."""
        paths = (*self.selection.roots, *self.interpreter.sys_path)
        return Distributions(paths, self.selection.project, self.hidden[1] if self.hidden else ())


def prepared(
    found: Interpreter,
    selection: Selection,
    settings: Settings,
    cache: Cache | None,
    *,
    calls: bool = False,
    asked: frozenset[str] | None = None,
    ahead: bool = False,
) -> Iterator[tuple[Prepared, runner.Runner]]:
    """One interpreter's plan, and the runner that has scanned for it and can execute it.

    `ahead`: it will be executed, so what comes first in any case may begin while the plan is made.
    """
    isolation = _isolation(settings.isolation, found)
    calls = calls or collecting.wants_calls(settings)
    hidden = _hidden(Prepared(found, selection, plan.make(selection, found, isolation)), settings)
    deciding = collecting.deciding(settings, isolation, hidden, calls)
    wanted = [each for each in selection.modules if asked is None or each.name in asked]
    with contextlib.ExitStack() as stack:

        def begin(known: Collection[str]) -> None:
            if ahead and any(each.skip is None and each.name not in known for each in wanted):
                stack.enter_context(_begun(found, isolation, settings))

        opened = cache.open(found, selection, deciding, begin) if cache is not None else None
        known = opened.reused if opened is not None else {}
        left = {module.name for module in remainder(wanted, known)}
        reused = tuple(known[each.name] for each in wanted if each.name in known and each.name not in left)
        part = bool(reused) and is_little(left, wanted)
        run = parts.with_packages(selection.modules, left, known) if part else selection.modules
        simple = plan.make(replace(selection, modules=run), found, isolation)
        options = collecting.options(settings, hidden, calls=calls)
        ready = stack.enter_context(runner.Runner(simple, options))
        plain = part or _ONE_BY_ONE & collecting.facts(settings)
        certain = ahead and not (reused and settings.maxfail is not None)  # what is known may end the run
        asks = replace(simple, chosen=frozenset(left)) if certain else None
        whole = simple if plain else _staged(simple, selection, ready, opened, ahead=asks)
        chosen = None if len(left) == len(whole.steps) else frozenset(left)
        yield Prepared(found, selection, replace(whole, chosen=chosen), hidden, opened, reused), ready


def _hidden(prepared: Prepared, settings: Settings) -> visibility.Hidden | None:
    if not settings.only_declared:
        return None
    return visibility.hidden(prepared.selection, prepared.interpreter, prepared.metadata, settings.extras)


def _staged(
    simple: Plan, selection: Selection, ready: runner.Runner, opened: Opened | None, *, ahead: Plan | None
) -> Plan:
    """The plan with stages; `ahead` asks for what will be run, so that it may begin meanwhile."""
    if simple.isolation is Isolation.FRESH:
        return simple
    scans = ready.scan(selection.modules)
    if ahead is not None:
        ready.begin_ahead(ahead)
    return plan.make(
        selection,
        simple.interpreter,
        simple.isolation,
        scans=scans,
        loaded=ready.loaded,
        times=opened.shelf.seconds if opened is not None else None,
    )


def _isolation(wanted: str, found: Interpreter) -> Isolation:
    if wanted == "fork" and not found.can_fork:
        raise UsageError(f"Python {found.id} cannot fork on this platform: use --isolation fresh")
    return Isolation.FORK if found.can_fork and wanted != "fresh" else Isolation.FRESH


def _begun(
    found: Interpreter, isolation: Isolation, settings: Settings
) -> contextlib.AbstractContextManager[None]:
    """Inside the block an interpreter starts while it is made out what it is to do."""
    from smoke.runner import launch

    return launch.begun(found.executable if isolation is Isolation.FORK else None, settings.env)
