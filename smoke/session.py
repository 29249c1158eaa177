"""The order of the stages: interpreters, selection, plan, runner, rules, suppressions, report.

The command line and the pytest plugin are thin fronts of this module. Contract: settings in,
report out; nothing is printed, the progress is told to an observer. Raises SmokeError for
what is smoke's or the user's doing; what the checked package does is in the report.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from smoke import (
    __version__,
    collecting,
    comments,
    config,
    discovery,
    interpreter,
    parts,
    preparing,
    runner,
    visibility,
)
from smoke.brake import Brake
from smoke.cache import Cache
from smoke.dataclass import replace
from smoke.model import (
    Finding,
    Interpreter,
    InterpreterRun,
    Module,
    Outcome,
    Plan,
    Report,
    Result,
    Selection,
    Settings,
    Severity,
    Suppressed,
)
from smoke.preparing import Prepared
from smoke.rules import checked, registry
from smoke.suppressions import Suppressions
from smoke.verdicts import Verdicts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from smoke import matching
else:
    Protocol = object

_NOT_IMPORTED = (Outcome.RAISED, Outcome.EXITED, Outcome.CRASHED, Outcome.TIMED_OUT, Outcome.BLOCKED)
_EXPLAINED = 300  # modules of a package whose errors are explained by who calls them without being asked
_NOT_RUN = "not run: the run was stopped early"


class Progress(Protocol):
    """Whoever wants to know how far it is."""

    def begin(self, plan: Plan) -> None:
        """The modules of this plan are about to be run."""

    def advance(self, result: Result) -> None:
        """One module has its result."""

    def note(self, text: str) -> None:
        """Something that the user should know."""


def prepare(settings: Settings, *, cwd: Path) -> tuple[Prepared, ...]:
    """The plan for each interpreter of the settings; imports nothing of the targets."""
    return tuple(
        prepared
        for found in interpreter.resolve(settings.pythons, settings.env)
        for selection in (_selected(found, settings, cwd),)
        for prepared, _runner in preparing.prepared(
            found, selection, settings, None, asked=parts.asked(selection, settings, None)
        )
    )


def selections(settings: Settings, *, cwd: Path) -> tuple[tuple[Interpreter, Selection], ...]:
    """Each interpreter with what the targets of the settings come to; starts nothing of the targets."""
    found = interpreter.resolve(settings.pythons, settings.env)
    return tuple((each, _selected(each, settings, cwd)) for each in found)


def check(
    settings: Settings,
    *,
    cwd: Path,
    progress: Progress,
    only: frozenset[str] | None = None,
    given: Sequence[tuple[Interpreter, Selection]] | None = None,
) -> Report:
    """The report of a whole run, or of the part that there is when the user ends it (`Report.stopped`).

    `only`: the modules that the report is to be about; what decides about them runs as well.
    `given`: what `selections` has found for these settings, if somebody has asked already.
    """
    started = time.monotonic()
    suppressions = Suppressions(settings)
    sought = _sought(settings)
    wanted = _all if sought is None else sought.matches
    brake = Brake(settings, progress.advance)
    runs: list[InterpreterRun] = []
    kept: list[Finding] = []
    hidden: list[Suppressed] = []
    cache = _cache(settings, cwd, progress)
    with interpreter.remembering(cache.answers if cache is not None else None):
        for found, selection in given or selections(settings, cwd=cwd):
            asked = parts.asked(selection, settings, only)
            for prepared, ready in preparing.prepared(
                found, selection, settings, cache, asked=asked, ahead=not brake.pulled
            ):
                verdicts = _verdicts(prepared, settings)
                ran = _run(prepared, ready, progress, brake, verdicts)
                run = _followed_up(ran, prepared, ready, settings, progress, brake)
                ready.finish()
                stays, goes = _judged(run, ran, prepared, cache, suppressions, verdicts)
                runs.append(run)
                known = run if brake.pulled else _with_calls(run, stays, settings, cache, asked)
                kept += _explained([each for each in stays if wanted(each)], known, sought)
                hidden += [each for each in goes if wanted(each.finding)]
    whole = settings.shard is None and only is None
    if sought is None and whole and not brake.pulled:
        kept += suppressions.unused(runs)  # a part cannot tell: another one may need what is idle in it
    if sought is not None and not kept:
        progress.note("nothing was found that would raise what --match says")
    stopped = brake.reason if brake.pulled and any(map(_cut_short, runs)) else None
    seconds = time.monotonic() - started
    findings = _sorted(kept, runs)
    return Report(
        __version__, tuple(runs), findings, tuple(hidden), seconds, stopped, interrupted=brake.interrupted
    )


def _sought(settings: Settings) -> matching.Sought | None:
    if settings.match is None:
        return None
    from smoke import matching

    return matching.understand(settings.match)


def _all(finding: Finding) -> bool:
    """What is wanted where no `--match` says otherwise."""
    return True


def _with_calls(
    run: InterpreterRun,
    findings: Sequence[Finding],
    settings: Settings,
    cache: Cache | None,
    asked: frozenset[str] | None,
) -> InterpreterRun:
    """The run as it is, or with who calls whom, if a latent error will be shown to a person.

    The calls are collected in a second run then, so that a package without errors costs nothing more;
    of a large package only where the user asks for it, who gets the findings sooner without.
    """
    full = settings.output_format == "full" and settings.verbosity == 0
    latent = any(each.severity is Severity.ERROR and each.function is not None for each in findings)
    if collecting.wants_calls(settings) or not full or not latent or len(run.selection.modules) > _EXPLAINED:
        return run
    results: list[Result] = []
    try:
        for prepared, ready in preparing.prepared(
            run.interpreter, run.selection, settings, cache, calls=True, asked=asked
        ):
            results = [*prepared.reused, *ready.execute(prepared.plan, lambda result: True)]
            if cache is not None and prepared.opened is not None:
                cache.close(prepared.opened, results, comments.has_ours)
    except runner.Interrupted:  # what was found is shown all the same
        return run
    return replace(run, results=tuple(sorted(results, key=lambda result: result.module.name)))


def _explained(findings: list[Finding], run: InterpreterRun, sought: matching.Sought | None) -> list[Finding]:
    """The findings with the calls that lead there, if these have been collected."""
    if not findings or not any(each.names is not None and each.names.calls for each in run.results):
        return findings
    from smoke import reached

    return reached.with_chains(findings, run, sought.nearness if sought is not None else None)


def _cache(settings: Settings, cwd: Path, progress: Progress) -> Cache | None:
    if settings.no_cache:
        return None
    return Cache(str(config.cache_folder(settings, cwd)), progress.note)


def _judged(
    run: InterpreterRun,
    ran: InterpreterRun,
    prepared: Prepared,
    cache: Cache | None,
    suppressions: Suppressions,
    verdicts: Verdicts,
) -> tuple[list[Finding], list[Suppressed]]:
    """The findings of a run that stay and those that are hidden; what was found out on the way is kept."""
    opened = prepared.opened
    try:
        return verdicts.of(run, suppressions)
    finally:
        if cache is not None and opened is not None:
            suppressions.spare(opened.shelf.silent())
            cache.close(opened, ran.results, comments.has_ours)


def _selected(found: Interpreter, settings: Settings, cwd: Path) -> Selection:
    return discovery.select(
        settings.targets, found, include=settings.include, exclude=settings.exclude, cwd=cwd
    )


def _verdicts(prepared: Prepared, settings: Settings) -> Verdicts:
    view = checked.of(prepared.interpreter, prepared.selection, prepared.metadata, settings)
    memory = prepared.opened.files if prepared.opened is not None else None
    return Verdicts(view, settings, memory, collecting.processes(settings))


def _run(
    prepared: Prepared, ready: runner.Runner, progress: Progress, brake: Brake, verdicts: Verdicts
) -> InterpreterRun:
    for note in (*prepared.selection.notes, *_part_notes(prepared, brake.settings)):
        progress.note(note)
    progress.begin(prepared.plan)
    observe = brake.observer(verdicts.checked)
    if prepared.reused:  # else there is nothing to judge yet, and the rules take memory that children need
        ready.meanwhile(verdicts.ahead(prepared.reused))
    reused = [_unless_stopped(result, observe, brake) for result in prepared.reused]
    if brake.pulled:  # by an earlier interpreter, or by what is known already
        results = [_not_run(step.module) for step in prepared.plan.asked]
    else:
        try:
            results = ready.execute(prepared.plan, observe)
        except runner.Interrupted as interruption:
            results, brake.interrupted = interruption.results, True
    if prepared.opened is not None:
        prepared.opened.seconds.update(ready.times)
    if not brake.pulled:
        results = _with_sources(results, ready, progress)
    ordered = tuple(sorted([*results, *reused], key=lambda result: result.module.name))
    return InterpreterRun(prepared.interpreter, prepared.selection, ordered, reused=len(reused))


def _unless_stopped(result: Result, observe: Callable[[Result], bool], brake: Brake) -> Result:
    """A result from the cache, as if its module were run now."""
    if brake.pulled:
        return _not_run(result.module)
    observe(result)
    return result


def _not_run(module: Module) -> Result:
    return Result(module, Outcome.SKIPPED, detail=_NOT_RUN)


def _part_notes(prepared: Prepared, settings: Settings) -> Iterator[str]:
    if settings.shard is not None:
        mine = len(prepared.reused) + len(prepared.plan.asked)
        yield parts.note(settings.shard, mine, len(prepared.selection.modules))


def _with_sources(results: list[Result], ready: runner.Runner, progress: Progress) -> list[Result]:
    """What did not import is at least read: names that no code binds need no import to be missing."""
    unread = [each.module for each in results if each.outcome in _NOT_IMPORTED and each.names is None]
    found = ready.read(unread) if unread else {}
    for name, failure in found.items():
        if isinstance(failure, str):
            progress.note(f"the source of {name} could not be examined, please report it: {failure}")
    facts = {name: each for name, each in found.items() if not isinstance(each, str)}
    return [replace(each, names=facts.get(each.module.name, each.names)) for each in results]


def _followed_up(
    run: InterpreterRun,
    prepared: Prepared,
    ready: runner.Runner,
    settings: Settings,
    progress: Progress,
    brake: Brake,
) -> InterpreterRun:
    """The run with the answers to what it left open, unless it was stopped."""
    from smoke import followups

    active = registry.active(settings.select, settings.ignore)
    wanted = partial(discovery.is_wanted, include=settings.include, exclude=settings.exclude)
    metadata = prepared.metadata
    closure = partial(visibility.closure_for, prepared.interpreter, metadata)
    try:
        children = ready if prepared.opened is None else prepared.opened.remembering(ready)
        if not brake.pulled:
            run = followups.extend(run, metadata, closure, children, active, wanted)
    except KeyboardInterrupt:
        brake.interrupted = True
    for answer in (answer for _, answer in run.entry_points if answer is not None):
        if answer.result.outcome is Outcome.PROBE_FAILED:
            what = f"{answer.question.module} could not be loaded for its entry point"
            progress.note(f"{what}, please report it: {answer.result.detail}")
    return run


def _sorted(findings: list[Finding], runs: list[InterpreterRun]) -> tuple[Finding, ...]:
    from smoke.rules.judge import order

    position = {run.interpreter.id: index for index, run in enumerate(runs)}
    return tuple(sorted(findings, key=lambda finding: (position[finding.interpreter], *order(finding))))


def _cut_short(run: InterpreterRun) -> bool:
    return any((result.detail or "").startswith("not run:") for result in run.results)
