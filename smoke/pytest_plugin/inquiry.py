"""What is asked of smoke, and its answer for each module: the session, seen from pytest.

The modules are found when pytest collects. They are run when the first of them is asked for: all that
were selected, or under pytest-xdist all of them that are in this worker's part, so that the fork tree
serves them as it does on the command line. Later ones only take their answer.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from smoke import config as configuration
from smoke import session
from smoke.model import Finding, Interpreter, Module, Outcome, Plan, Report, Result, Selection, Settings
from smoke.plan import shards
from smoke.rules import registry


@dataclass(frozen=True)
class Verdict:
    """All that there is to say about one module."""

    report: Report  # of the run, with the findings of this module alone
    results: tuple[Result, ...]  # one for each interpreter
    serious: tuple[Finding, ...]  # at or above `fail-on`
    others: tuple[Finding, ...]

    @property
    def seconds(self) -> float:
        """How long its imports took."""
        return sum(result.seconds for result in self.results)


class Inquiry:
    """The targets of one pytest run."""

    def __init__(self, config: pytest.Config) -> None:
        """Nothing is looked at before `find`."""
        targets, self.folder = _targets(config)
        shard = config.getoption("import_smoke_shard")
        self._given = {"targets": tuple(targets), **({"shard": shard} if shard is not None else {})}
        self._maxfail: int | None = config.getvalue("maxfail") or None
        self._is_worker = hasattr(config, "workerinput")
        self.notes: list[str] = []
        self.modules: dict[str, Module] = {}
        self.selections: tuple[tuple[Interpreter, Selection], ...] = ()
        self._shard: tuple[int, int] | None = None
        self._parts: list[frozenset[str]] = []
        self._verdicts: dict[str, Verdict] = {}

    def find(self, given: tuple[tuple[Interpreter, Selection], ...] = ()) -> None:
        """Find the modules, unless somebody else has.

        Raises: UsageError for settings and targets that cannot be used, and when there is no module.
        """
        settings = configuration.load(self.folder, self._given, registry.names())
        self._shard = settings.shard
        self.settings = replace(
            settings, shard=None, match=None, output_format="full", verbosity=0,
            maxfail=self._maxfail, jobs=1 if self._is_worker else settings.jobs,
        )  # fmt: skip
        self.selections = given or session.selections(self.settings, cwd=self.folder)
        for _, selection in self.selections:
            mine = {module.name for module in selection.modules}
            if self._shard is not None:
                number, parts = self._shard
                mine = set(shards.split(shards.of_sizes(selection.modules), parts)[number - 1])
                self.notes.append(f"shard {number}/{parts}: {len(mine)} of {len(selection.modules)} modules")
            for module in selection.modules:
                if module.name in mine:
                    self.modules.setdefault(module.name, module)
            self.notes += selection.notes

    @property
    def is_empty_shard(self) -> bool:
        """True if the others have all modules."""
        return self._shard is not None and bool(self.selections) and not self.modules

    def weights(self) -> dict[str, int]:
        """How much each module counts when they are shared out."""
        return shards.of_sizes(list(self.modules.values()))

    def choose(self, names: Sequence[str], parts: int, weights: Mapping[str, int] | None) -> None:
        """These modules were selected, and workers share them."""
        self._parts = [frozenset(part) for part in in_parts(names, parts, weights)]

    def verdict(self, name: str) -> Verdict:
        """What is to be said of a module; runs the modules of its part if it is the first of them.

        Raises: SmokeError, and KeyboardInterrupt when the user ends the run.
        """
        if name not in self._verdicts:
            part = next((part for part in self._parts if name in part), frozenset({name}))
            whole = self._shard is None and part == self.modules.keys()
            report = session.check(
                self.settings, cwd=self.folder, progress=_Silent(), only=None if whole else part,
                given=self.selections,
            )  # fmt: skip
            self._verdicts.update(_verdicts(report, part, self.settings))
            if report.interrupted:
                raise KeyboardInterrupt
        return self._verdicts[name]


def in_parts(
    names: Collection[str], parts: int, weights: Mapping[str, int] | None
) -> tuple[tuple[str, ...], ...]:
    """The modules in parts; without weights each counts as much as any other.

    The controller and the workers of pytest-xdist both ask this and have to get the same answer.
    """
    return shards.split({name: (weights or {}).get(name, 1) for name in names}, parts)


def _targets(config: pytest.Config) -> tuple[list[str], Path]:
    """The targets, and the folder from which they are meant: a file's own, or where pytest was called."""
    given: list[str] = config.getoption("import_smoke")
    if given or config.inipath is None:
        return given or config.getini("import_smoke"), config.invocation_params.dir
    return config.getini("import_smoke"), config.inipath.parent


def _verdicts(report: Report, names: Collection[str], settings: Settings) -> dict[str, Verdict]:
    """One for each of the modules; a finding about none of them is told with the package above it."""
    findings = defaultdict(list)
    for finding in report.findings:
        findings[_teller(finding, names)].append(finding)
    results = defaultdict(list)
    for run in report.runs:
        for result in run.results:
            results[result.module.name].append(result)
    return {
        name: Verdict(
            replace(report, findings=tuple(findings[name])),
            tuple(results[name]),
            serious=tuple(each for each in findings[name] if each.severity.rank <= settings.fail_on.rank),
            others=tuple(each for each in findings[name] if each.severity.rank > settings.fail_on.rank),
        )
        for name in names
    }


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


def failure(verdict: Verdict) -> str | None:
    """Why smoke itself failed on the module, if it did."""
    broken = [each for each in verdict.results if each.outcome is Outcome.PROBE_FAILED]
    return broken[0].detail or "no reason known" if broken else None


def place(module: Module, default: Path) -> Path:
    """The file of a module; what has none is said to be in the folder."""
    return Path(module.path) if module.path is not None and os.path.exists(module.path) else default
