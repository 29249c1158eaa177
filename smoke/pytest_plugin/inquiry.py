"""What is asked of smoke, and its answer for each module.

The modules are found when pytest collects. They are run when the first of them is asked for: all that
were selected, so that the fork tree serves them as it does on the command line. Later ones only take
their answer. Under pytest-xdist workers that are copies of one process share one run (`team`); the others,
which may be on other hosts, run the modules of their own part each.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import pytest

from smoke.pytest_plugin.team import Team
from smoke.pytest_plugin.verdicts import Answers, Verdict

if TYPE_CHECKING:
    from smoke.pytest_plugin.runs import Request


class Told(TypedDict):
    """What the controller of pytest-xdist tells a worker."""

    parts: int  # by how many runs the modules are shared
    jobs: int  # how many imports at a time there are in each of them
    modules: dict[str, str | None] | None  # with their files; None: the worker has to look for them
    team: str | None  # the folder of the workers that share their run


class Failed(Exception):
    """Smoke could not do it; `is_usage`: it should be asked differently."""

    def __init__(self, message: str, *, is_usage: bool) -> None:
        super().__init__(message)
        self.is_usage = is_usage


class Inquiry:
    """The targets of one pytest run."""

    def __init__(self, config: pytest.Config) -> None:
        """Nothing is looked at before `find`."""
        targets, self._folder = _targets(config)
        shard = config.getoption("import_smoke_shard")
        self._given = {"targets": tuple(targets), **({"shard": shard} if shard is not None else {})}
        self._maxfail: int | None = config.getvalue("maxfail") or None
        self._told: Told | None = getattr(config, "workerinput", {}).get("import_smoke")
        self._team: Team | None = None
        if self._told is not None and self._told["team"] is not None:
            self._team = Team(self._told["team"])
        self._request: Request | None = None
        self.notes: tuple[str, ...] = ()
        self.modules: dict[str, str | None] = {}  # with their files
        self.is_found = False
        self._parts: list[frozenset[str]] = []
        self._verdicts: dict[str, Verdict] = {}
        self._failed: Failed | None = None

    def find(self) -> None:
        """Find the modules, unless the controller has.

        Raises: UsageError for settings and targets that cannot be used, and when there is no module.
        """
        if self._told is not None and self._told["modules"] is not None:
            self.modules = self._told["modules"]
        else:
            from smoke.pytest_plugin import runs

            self._request = runs.find(self._folder, self._given)
            self.notes = self._request.notes
            self.modules = {name: module.path for name, module in self._request.modules.items()}
        self.is_found = True

    @property
    def is_empty_shard(self) -> bool:
        """True if other shards have all modules; without shards that would be a usage error."""
        return self.is_found and not self.modules

    def tell(self, workers: int, parts: int) -> Told:
        """What a worker has to know; from now on workers share their run, if they can."""
        if self._request is None:
            return Told(parts=parts, jobs=1, modules=None, team=None)
        if self._team is None:
            self._team = Team.gather(self._request)
        return Told(parts=1, jobs=workers, modules=self.modules, team=self._team.folder)

    def close(self) -> None:
        """The run is over; for the controller."""
        if self._team is not None and self._told is None:
            self._team.dismiss()

    def choose(self, names: Sequence[str]) -> None:
        """These modules were selected."""
        parts = self._told["parts"] if self._told is not None else 1
        self._parts = [frozenset(part) for part in in_parts(names, parts)]

    def verdict(self, name: str) -> Verdict:
        """What is to be said of a module; runs the modules of its part if it is the first of them.

        Raises: Failed, and KeyboardInterrupt when the user ends the run.
        """
        if self._failed is not None:
            raise self._failed
        if name not in self._verdicts:
            part = next((part for part in self._parts if name in part), frozenset({name}))
            run = partial(self._run, part)
            answers = run() if self._team is None else self._team.answers(run)
            if name not in answers.verdicts and not (answers.interrupted or answers.error):
                answers = run()  # the others were asked for other modules
            self._take(answers, part)
        return self._verdicts[name]

    def _take(self, answers: Answers, part: Collection[str]) -> None:
        if answers.error is not None:
            self._failed = Failed(answers.error, is_usage=answers.is_usage)
            raise self._failed
        self._verdicts.update(answers.verdicts)
        if answers.interrupted:
            raise KeyboardInterrupt

    def _run(self, part: frozenset[str]) -> Answers:
        from smoke.pytest_plugin import runs

        if self._request is None:
            assert self._team is not None  # whoever has not looked for the modules was told of them
            self._request = self._team.request()
        jobs = self._told["jobs"] if self._told is not None else None
        return runs.run(self._request, part, jobs=jobs, maxfail=self._maxfail)


def in_parts(names: Collection[str], parts: int) -> tuple[tuple[str, ...], ...]:
    """The modules in parts, each counting as much as any other: one host may not see their files.

    The controller and the workers of pytest-xdist both ask this and have to get the same answer.
    """
    if parts == 1:
        return (tuple(names),)
    from smoke.plan import shards

    return shards.split(dict.fromkeys(names, 1), parts)


def _targets(config: pytest.Config) -> tuple[list[str], Path]:
    """The targets, and the folder from which they are meant: a file's own, or where pytest was called."""
    given: list[str] = config.getoption("import_smoke")
    if given or config.inipath is None:
        return given or config.getini("import_smoke"), config.invocation_params.dir
    return config.getini("import_smoke"), config.inipath.parent
