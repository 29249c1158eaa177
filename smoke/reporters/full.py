"""`full`: for a person: the source line with a caret, why, what would help, the traceback.

The same thing is said once: findings that differ only in the interpreter, in the module
whose import runs into it, or in the place where the same name is used are one block, with
the other places below.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

from smoke import sources
from smoke.dataclass import replace
from smoke.model import Finding, Link, Outcome, Report, Settings, Severity
from smoke.reporters import printable
from smoke.reporters.counters import plural, probe_failures, summary_lines
from smoke.reporters.paint import Line, Painter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "bold cyan"}
_GUTTER = "blue"
_ABOUT_OTHERS = ("missing-dependency", "wrong-platform")  # the finding is not about the line that imports
_MODULES = 8  # modules that are listed unless -v asks for all
_PLACES = {Severity.ERROR: 8, Severity.WARNING: 8, Severity.NOTE: 0}  # further places, likewise


def write(report: Report, settings: Settings, stream: TextIO) -> None:
    """All findings in blocks, what smoke failed to check, and the counters."""
    painter = Painter(stream, settings.color)
    page = _Page(report, settings)
    for block in page.blocks():
        painter.lines([*block, []])
    if settings.verbosity > 0:
        painter.lines(page.skipped())
        painter.lines(page.outputs())
        painter.lines(page.suppressed())
    failures = list(page.failures())
    painter.lines(failures)
    if report.findings or failures or settings.verbosity >= 0:
        style = "bold red" if any(one.severity is Severity.ERROR for one in report.findings) else "bold"
        painter.lines([(line, style)] for line in summary_lines(report))


def findings_text(report: Report, findings: Sequence[Finding], settings: Settings) -> str:
    """The blocks of some findings of a report, without colour or counters; for other fronts."""
    page = _Page(replace(report, findings=tuple(findings)), settings, fuller="smoke -v")
    lines = [line for block in page.blocks() for line in (*block, [])]
    return "".join("".join(text for text, _ in line) + "\n" for line in lines)


class _Page:
    """A report on its way to text."""

    def __init__(self, report: Report, settings: Settings, *, fuller: str = "-v") -> None:
        """`fuller` is what shows more."""
        self._report, self._fuller = report, fuller
        self._verbose = settings.verbosity > 0
        self._sought = settings.match is not None
        self._folder = os.getcwd()
        self._ids = [run.interpreter.id for run in report.runs]

    def blocks(self) -> Iterator[list[Line]]:
        """The findings, the same ones together, in the order of their first."""
        groups: dict[tuple[object, ...], list[Finding]] = {}
        for finding in self._report.findings:
            groups.setdefault(self._sameness(finding), []).append(finding)
        return (list(self._block(group)) for group in groups.values())

    def failures(self) -> Iterator[Line]:
        """The modules that could not be checked because of a defect of smoke."""
        for interpreter, result in probe_failures(self._report):
            where = f" on {interpreter}" if len(self._ids) > 1 else ""
            name, reason = (
                printable.safe(result.module.name),
                printable.safe(result.detail or "no reason known"),
            )
            yield [("internal error: ", "bold red"), (f"{name}{where} could not be checked: {reason}", "")]
            yield [("  = help: ", "green"), ("this is a defect of smoke, please report it", "")]
            yield []

    def skipped(self) -> Iterator[Line]:
        """Why modules were not imported or have nothing to check (-v)."""
        for run in self._report.runs:
            for result in run.results:
                if result.outcome in (Outcome.SKIPPED, Outcome.NOT_CHECKABLE) and result.detail:
                    text = f"{result.outcome.value}: {printable.safe(result.module.name)}"
                    yield [(text, "dim"), (f" ({printable.safe(result.detail)})", "dim")]
                if result.module.note:
                    note = f"{printable.safe(result.module.name)}: {printable.safe(result.module.note)}"
                    yield [(f"note: {note}", "dim")]

    def outputs(self) -> Iterator[Line]:
        """What modules printed that did import (-v)."""
        for run in self._report.runs:
            for result in run.results:
                if result.output and result.output.strip() and result.outcome is Outcome.IMPORTED:
                    yield [(f"output of {printable.safe(result.module.name)}:", "dim")]
                    yield from (
                        [(f"    {line}", "dim")] for line in printable.safe_lines(result.output.rstrip())
                    )

    def suppressed(self) -> Iterator[Line]:
        """What is hidden, and by what (-v)."""
        for one in self._report.suppressed:
            place = printable.place(one.finding, self._folder)
            reason = f": {printable.safe(one.reason)}" if one.reason else ""
            text = f"{place}: {one.finding.rule} {printable.safe(one.finding.message)}"
            yield [(f"suppressed: {text} ({one.by}{reason})", "dim")]

    def _block(self, group: Sequence[Finding]) -> Iterator[Line]:
        first = group[0]
        brief = self._is_brief(first)
        yield self._title(first, group)
        yield self._where(first)
        if not brief:
            yield from self._source(first)
        yield from self._others(group)
        yield from self._affected(group)
        yield from self._reached(first)
        if first.help:
            yield [("  = help: ", "green"), (printable.safe(first.help), "")]
        if first.detail and not brief:
            yield from ([(f"      {line}".rstrip(), "dim")] for line in self._detail(first.detail))

    def _sameness(self, finding: Finding) -> tuple[object, ...]:
        """What makes two findings one block; what is missing is said once, whoever needs it."""
        owner = None if finding.rule in _ABOUT_OTHERS else finding.path or finding.module
        ways = tuple(tuple((link.module, link.function) for link in way) for way in self._ways(finding))
        return finding.rule, finding.severity, owner, finding.message, finding.help, ways

    def _is_brief(self, finding: Finding) -> bool:
        """True for what is said in as few lines as possible, because nobody has asked."""
        return finding.severity is Severity.NOTE and not (self._verbose or self._sought)

    def _ways(self, finding: Finding) -> Sequence[tuple[Link, ...]]:
        """The chains of calls that are shown."""
        if self._is_brief(finding):
            return ()
        return [way for way in finding.reached if self._verbose or self._sought or len(way) > 1]

    def _title(self, first: Finding, group: Sequence[Finding]) -> Line:
        line = [(f"{first.severity.value}[{first.rule}]", _STYLES[first.severity])]
        line.append((f": {printable.safe(first.message)}", "bold"))
        if len(self._ids) > 1:
            on = {finding.interpreter for finding in group}
            line.append((f"  ({', '.join(one for one in self._ids if one in on)})", "dim"))
        return line

    def _where(self, finding: Finding) -> Line:
        inside = f" in {printable.safe(finding.function)}" if finding.function else ""
        return [("  --> ", _GUTTER), (printable.place(finding, self._folder), ""), (inside, "dim")]

    def _source(self, finding: Finding) -> Iterator[Line]:
        text = sources.line(finding.path, finding.line)
        if text is None or not text.strip():
            return
        on_one_line = finding.end_line == finding.line
        shown = printable.snippet(text, finding.column, finding.end_column if on_one_line else len(text) + 1)
        number = str(finding.line)
        empty = " " * len(number)
        yield [(f"{empty} |", _GUTTER)]
        yield [(f"{number} | ", _GUTTER), (shown.text, "")]
        if shown.width:
            yield [
                (f"{empty} | ", _GUTTER),
                (" " * shown.start + "^" * shown.width, _STYLES[finding.severity]),
            ]

    def _others(self, group: Sequence[Finding]) -> Iterator[Line]:
        """The other places of the same finding."""
        if group[0].rule in _ABOUT_OTHERS:
            return  # the modules are listed instead
        first = group[0]
        _, *others = dict.fromkeys((one.path, one.line, one.column, one.function) for one in group)
        shown = len(others) if self._verbose else _PLACES[first.severity]
        for _, line, column, function in others[:shown]:  # all in the same file
            inside = f" in {printable.safe(function)}" if function else ""
            place = f"line {line}" if column is None else f"line {line}:{column}"
            yield [("  and ", _GUTTER), (place, ""), (inside, "dim")]
        if len(others) > shown:
            more = "other place" if shown == 0 else "more place"
            rest = f"{plural(len(others) - shown, more)} ({self._fuller} shows them)"
            yield [("  and ", _GUTTER), (rest, "dim")]

    def _reached(self, finding: Finding) -> Iterator[Line]:
        """How the line is reached: each chain of calls, an entry first."""
        for number, chain in enumerate(self._ways(finding)):
            word = "reached: " if number == 0 else "or:      "
            if len(chain) == 1:
                word += "nothing in the package calls "
            yield [("  = ", _GUTTER), (word, ""), *self._link(chain[0])]
            for link in chain[1:]:
                yield [(f"{'':13}-> ", ""), *self._link(link)]

    def _link(self, link: Link) -> Line:
        maybe = ", possible: known by its name only" if link.possible else ""
        place = f"{printable.path(link.path, self._folder)}:{link.line}"
        return [(printable.safe(link.function), "bold"), (f" ({place}{maybe})", "dim")]

    def _affected(self, group: Sequence[Finding]) -> Iterator[Line]:
        """The modules that do not import because of it, and how many below them were not run."""
        if not group[0].rule.startswith(("import-", "missing-dependency", "wrong-")):
            return
        modules = list(dict.fromkeys(finding.module for finding in group))
        shown = modules if self._verbose else modules[:_MODULES]
        names = ", ".join(printable.safe(name) for name in shown)
        rest = f" and {len(modules) - len(shown)} more" if len(modules) > len(shown) else ""
        yield [("  = ", _GUTTER), (f"does not import: {names}{rest}", "")]
        blocked = self._blocked_below(modules)
        if blocked:
            yield [("  = ", _GUTTER), (f"blocks {plural(len(blocked), 'module')} below", "")]

    def _blocked_below(self, modules: Iterable[str]) -> set[str]:
        above = tuple(f"{name}." for name in modules)
        results = (result for run in self._report.runs for result in run.results)
        return {
            result.module.name
            for result in results
            if result.outcome is Outcome.BLOCKED and result.module.name.startswith(above)
        }

    def _detail(self, text: str) -> list[str]:
        return printable.traceback_lines(text, self._folder)
