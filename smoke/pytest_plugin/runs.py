"""The session, seen from pytest: what is to be run, and what is said about each module afterwards.

Loaded only in the processes that look for modules or run them: it brings all rooms of smoke.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from smoke import config, session
from smoke.dataclass import dataclass, replace
from smoke.errors import SmokeError, UsageError
from smoke.model import Finding, Interpreter, Module, Outcome, Plan, Report, Result, Selection, Settings
from smoke.plan import shards
from smoke.pytest_plugin.verdicts import Answers, Failure, Verdict
from smoke.reporters import full
from smoke.rules import registry

_FINE = (Outcome.IMPORTED, Outcome.NOT_CHECKABLE)


@dataclass(frozen=True)
class Request:
    """What is to be checked, and how."""

    settings: Settings
    folder: Path  # from which the targets are meant
    selections: tuple[tuple[Interpreter, Selection], ...]
    modules: Mapping[str, Module]  # those of this shard
    notes: tuple[str, ...] = ()  # what the user should know


def find(folder: Path, given: Mapping[str, Any]) -> Request:
    """What the targets come to; imports nothing of them.

    Raises: UsageError for settings and targets that cannot be used, and when there is no module.
    """
    settings = config.load(folder, given, registry.names())
    plain = replace(settings, shard=None, match=None, output_format="full", verbosity=0)
    selections = session.selections(plain, cwd=folder)
    modules: dict[str, Module] = {}
    notes: list[str] = []
    for _, selection in selections:
        mine = {module.name for module in selection.modules}
        if settings.shard is not None:
            number, parts = settings.shard
            mine = set(shards.split(shards.of_sizes(selection.modules), parts)[number - 1])
            notes.append(f"shard {number}/{parts}: {len(mine)} of {len(selection.modules)} modules")
        for module in selection.modules:
            if module.name in mine:
                modules.setdefault(module.name, module)
        notes += selection.notes
    return Request(plain, folder, selections, modules, tuple(notes))


def run(request: Request, part: frozenset[str], *, jobs: int | None, maxfail: int | None) -> Answers:
    """Run these modules; the whole of the targets is looked at as a whole."""
    settings = replace(request.settings, jobs=jobs or request.settings.jobs, maxfail=maxfail)
    everything = {module.name for _, selection in request.selections for module in selection.modules}
    try:
        report = session.check(
            settings, cwd=request.folder, progress=_Silent(), only=None if part == everything else part,
            given=request.selections,
        )  # fmt: skip
    except KeyboardInterrupt:
        return Answers(interrupted=True)
    except SmokeError as error:
        return Answers(error=str(error), is_usage=isinstance(error, UsageError))
    return Answers(_verdicts(report, part, settings), interrupted=report.interrupted)


def _verdicts(report: Report, names: Collection[str], settings: Settings) -> dict[str, Verdict]:
    """One for each of the modules; a finding about none of them is told with the package above it."""
    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        findings[_teller(finding, names)].append(finding)
    results: dict[str, list[Result]] = defaultdict(list)
    for each in (result for run in report.runs for result in run.results):
        results[each.module.name].append(each)
    return {name: _verdict(report, results[name], findings[name], settings) for name in names}


def _verdict(report: Report, results: list[Result], findings: list[Finding], settings: Settings) -> Verdict:
    serious = [each for each in findings if each.severity.rank <= settings.fail_on.rank]
    others = [each for each in findings if each.severity.rank > settings.fail_on.rank]
    details = [f"{each.outcome.value}: {each.detail}" for each in results if each.detail]
    text = full.findings_text(report, others, settings) if others else ""
    return Verdict(
        outcomes=tuple(each.outcome.value for each in results),
        seconds=sum(each.seconds for each in results),
        failure=_failure(report, serious, settings) if serious else None,
        skipped=None if serious else _why_not(results, others),
        defect=_defect(results),
        further="\n".join([*details, text]).strip("\n"),
        properties=tuple(one for each in findings for one in _properties(each)),
    )


def _failure(report: Report, serious: list[Finding], settings: Settings) -> Failure:
    first = serious[0]
    more = f" (and {len(serious) - 1} more)" if len(serious) > 1 else ""
    headline = f"{first.rule}: {' '.join(first.message.split())}{more}"
    return Failure(full.findings_text(report, serious, settings), headline, first.path, first.line or 1)


def _why_not(results: list[Result], findings: list[Finding]) -> str | None:
    """Why the module did not import on any interpreter, if nothing of that is serious."""
    if any(result.outcome in _FINE for result in results):
        return None
    if findings and findings[0].rule in ("missing-dependency", "wrong-platform"):
        return findings[0].message
    if not results:
        return "not run"
    return results[0].detail or (findings[0].message if findings else results[0].outcome.value)


def _defect(results: list[Result]) -> str | None:
    """Why smoke itself failed on the module, if it did."""
    broken = [each for each in results if each.outcome is Outcome.PROBE_FAILED]
    return broken[0].detail or "no reason known" if broken else None


def _properties(finding: Finding) -> list[tuple[str, str]]:
    """What, and where."""
    where = [("file", finding.path), ("line", finding.line), ("column", finding.column)]
    known = [(name, str(value)) for name, value in where if value is not None]
    return [("rule", finding.rule), ("severity", finding.severity.value), *known]


def _teller(finding: Finding, names: Collection[str]) -> str:
    name = finding.module
    while name and name not in names:
        name = name.rpartition(".")[0]
    return name or min(names)


class _Silent:
    """Progress that nobody looks at: pytest has its own."""

    def begin(self, plan: Plan) -> None:
        """Nothing to show."""

    def advance(self, result: Result) -> None:
        """Nothing to show."""

    def note(self, text: str) -> None:
        """Said already when the modules were found."""
