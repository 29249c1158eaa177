"""Honest counters: every planned module in exactly one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from smoke.dataclass import dataclass
from smoke.model import Finding, Outcome, Report, Result, Severity

_FAILED = (Outcome.RAISED, Outcome.EXITED, Outcome.CRASHED, Outcome.TIMED_OUT, Outcome.PROBE_FAILED)


@dataclass(frozen=True)
class Counters:
    """How many modules ended how, and how many findings there are."""

    modules: int
    imported: int
    failed: int
    blocked: int
    skipped: int
    not_checkable: int
    errors: int
    warnings: int
    notes: int
    suppressed: int


def count(report: Report, interpreter: str | None = None) -> Counters:
    """The counters of the whole report, or of one interpreter."""
    runs = [run for run in report.runs if interpreter in (None, run.interpreter.id)]
    outcomes = Counter(result.outcome for run in runs for result in run.results)
    severities = _severities(report.findings, interpreter)
    hidden = [one for one in report.suppressed if interpreter in (None, one.finding.interpreter)]
    return Counters(
        modules=sum(outcomes.values()),
        imported=outcomes[Outcome.IMPORTED],
        failed=sum(outcomes[outcome] for outcome in _FAILED),
        blocked=outcomes[Outcome.BLOCKED],
        skipped=outcomes[Outcome.SKIPPED],
        not_checkable=outcomes[Outcome.NOT_CHECKABLE],
        errors=severities[Severity.ERROR],
        warnings=severities[Severity.WARNING],
        notes=severities[Severity.NOTE],
        suppressed=len(hidden),
    )


def summary_lines(report: Report) -> Iterator[str]:
    """The last line: "258 modules: 250 imported, …; 1 error, …"; one for each of several interpreters."""
    ids = [run.interpreter.id for run in report.runs]
    for interpreter in ids:
        prefix = f"Python {interpreter}: " if len(ids) > 1 else ""
        ending = f" in {report.seconds:.1f} s" if interpreter == ids[-1] else ""
        reused = sum(run.reused for run in report.runs if run.interpreter.id == interpreter)
        known = f", {reused} from the cache" if reused else ""
        yield prefix + _sentence(count(report, interpreter)) + ending + known
    if report.stopped is not None:
        yield f"stopped early: {report.stopped}"


def probe_failures(report: Report) -> list[tuple[str, Result]]:
    """(interpreter, result) of the modules that could not be checked because of a defect of smoke."""
    found = [(run.interpreter.id, result) for run in report.runs for result in run.results]
    return [(interpreter, result) for interpreter, result in found if result.outcome is Outcome.PROBE_FAILED]


def plural(number: int, noun: str) -> str:
    """ "1 error", "2 errors"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _severities(findings: Iterable[Finding], interpreter: str | None) -> Counter[Severity]:
    return Counter(finding.severity for finding in findings if interpreter in (None, finding.interpreter))


def _sentence(counters: Counters) -> str:
    modules = [f"{counters.imported} imported"]
    if counters.not_checkable:
        modules.append(f"{counters.not_checkable} not checkable")
    modules += [f"{counters.failed} failed", f"{counters.blocked} blocked", f"{counters.skipped} skipped"]
    found = [
        plural(counters.errors, "error"),
        plural(counters.warnings, "warning"),
        plural(counters.notes, "note"),
    ]
    if counters.suppressed:
        found.append(f"{counters.suppressed} suppressed")
    return f"{plural(counters.modules, 'module')}: {', '.join(modules)}; {', '.join(found)}"
