"""The nodes that pytest sees: `import-smoke`, and below it one item for each module.

An item fails on findings at or above `fail-on`, with the text that the command line prints. It is skipped
where there is nothing to fail on but the module did not import: an optional dependency that is not
there, another platform, a package above that failed. A defect of smoke is an error, in the item's setup.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _pytest._code.code import ExceptionChainRepr, ReprEntryNative, ReprFileLocation, ReprTraceback

from smoke.errors import SmokeError, UsageError
from smoke.model import Finding, Outcome, Result
from smoke.pytest_plugin import inquiry
from smoke.pytest_plugin.inquiry import Inquiry, Verdict
from smoke.reporters import full

NAME = "import-smoke"
_FINE = (Outcome.IMPORTED, Outcome.NOT_CHECKABLE)


class Modules(pytest.Collector):
    """All modules of the targets."""

    def __init__(
        self, *, asked: Inquiry, wanted: frozenset[str] | None, found: bytes | None, **kw: Any
    ) -> None:
        super().__init__(**kw)
        self._asked, self._wanted, self._found = asked, wanted, found
        self.add_marker("import_smoke")
        if self.config.pluginmanager.hasplugin("timeout"):  # smoke has its own, for each import
            self.add_marker(pytest.mark.timeout(0))

    def collect(self) -> Iterator[pytest.Item]:
        """One item for each module, in the order of their names."""
        if not self._asked.selections:
            self._find()
        for name, module in sorted(self._asked.modules.items()):
            if self._wanted is None or name in self._wanted:
                path = inquiry.place(module, self.config.rootpath)
                yield ModuleItem.from_parent(self, name=name, path=path, asked=self._asked)

    def _find(self) -> None:
        try:
            self._asked.find(pickle.loads(self._found) if self._found is not None else ())
        except UsageError as error:
            raise self.CollectError(f"import-smoke: {error}") from None


class Reported(Exception):
    """What the findings of a module are raised as."""


class ModuleItem(pytest.Item):
    """One module."""

    def __init__(self, *, asked: Inquiry, **kw: Any) -> None:
        super().__init__(**kw)
        self._asked = asked
        self.verdict: Verdict | None = None

    @property
    def ihook(self) -> Any:
        """The hooks of the top folder's conftest.py: the module's own folder may lie far away."""
        return self.session.gethookproxy(self.config.rootpath)

    def setup(self) -> None:
        """Get the verdict; whatever is wrong with smoke shows here."""
        self.verdict = self._ask()
        for result in self.verdict.results:
            self.user_properties.append(("outcome", result.outcome.value))
        for finding in self.verdict.report.findings:
            self.user_properties += _properties(finding)
        if self.verdict.serious:
            self._move_to(self.verdict.serious[0])
        broken = inquiry.failure(self.verdict)
        if broken is not None:
            pytest.fail(f"{self.name} could not be checked, a defect of smoke: {broken}", pytrace=False)

    def runtest(self) -> None:
        """Fail, skip or pass."""
        assert self.verdict is not None  # pytest calls setup before
        if self.verdict.serious:
            raise Reported(self.name)
        reason = _why_not(self.verdict)
        if reason is not None:
            raise pytest.skip.Exception(reason, _use_item_location=True)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The findings as the command line prints them."""
        if not isinstance(excinfo.value, Reported) or self.verdict is None:
            return super().repr_failure(excinfo, style)
        serious = self.verdict.serious
        text = full.findings_text(self.verdict.report, serious, self._asked.settings)
        path, line = serious[0].path or str(self.path), serious[0].line or 1
        crash = ReprFileLocation(path, line, _headline(serious))
        return ExceptionChainRepr([(ReprTraceback([ReprEntryNative([text])], None, "native"), crash, None)])

    def reportinfo(self) -> tuple[os.PathLike[str], int, str]:
        """Where the module begins, and what is done with it."""
        return self.path, 0, f"import {self.name}"

    def further(self) -> str:
        """The findings on which the item does not fail, and what is not obvious about its import."""
        if self.verdict is None:
            return ""
        lines = [f"{each.outcome.value}: {each.detail}" for each in self.verdict.results if each.detail]
        text = full.findings_text(self.verdict.report, self.verdict.others, self._asked.settings)
        return "\n".join([*lines, text]).strip("\n")

    def _ask(self) -> Verdict:
        try:
            return self._asked.verdict(self.name)
        except SmokeError as error:
            if hasattr(self.config, "workerinput"):  # a worker cannot end the run
                pytest.fail(f"import-smoke: {error}", pytrace=False)
            pytest.exit(f"import-smoke: {error}", returncode=4 if isinstance(error, UsageError) else 3)

    def _move_to(self, finding: Finding) -> None:
        """Let reports and editors lead to the line of the finding."""
        if finding.path is not None:
            path = os.path.relpath(finding.path, self.config.rootpath)
            self.__dict__["location"] = path, (finding.line or 1) - 1, f"import {self.name}"


def _why_not(verdict: Verdict) -> str | None:
    """Why the module did not import on any interpreter, if nothing of that is serious."""
    if any(result.outcome in _FINE for result in verdict.results):
        return None
    if verdict.others and verdict.others[0].rule in ("missing-dependency", "wrong-platform"):
        return verdict.others[0].message
    first: Result | None = next(iter(verdict.results), None)
    if first is None:
        return "not run"
    return first.detail or (verdict.others[0].message if verdict.others else first.outcome.value)


def _headline(findings: tuple[Finding, ...]) -> str:
    first = findings[0]
    more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
    return f"{first.rule}: {' '.join(first.message.split())}{more}"


def _properties(finding: Finding) -> list[tuple[str, object]]:
    """For JUnit XML and other reports: what, where."""
    where = [("file", finding.path), ("line", finding.line), ("column", finding.column)]
    known: list[tuple[str, object]] = [(name, str(value)) for name, value in where if value is not None]
    return [("rule", finding.rule), ("severity", finding.severity.value), *known]


def names_in(arguments: list[str], rootpath: Path, folder: Path) -> tuple[list[str], frozenset[str] | None]:
    """pytest's arguments without ours, and the modules that ours name: `import-smoke::pkg.sub`.

    None: no argument is ours, so all modules count. `import-smoke` alone means all of them.
    """
    place = rootpath / NAME
    ours = [each for each in arguments if _is_ours(each, place, folder)]
    if not ours or place.exists():
        return arguments, None
    names = frozenset(each.partition("::")[2] for each in ours)
    return [each for each in arguments if each not in ours], None if "" in names else names


def _is_ours(argument: str, place: Path, folder: Path) -> bool:
    path = argument.partition("::")[0]
    return Path(os.path.normpath(folder / path)) == place or path == NAME
