"""The nodes that pytest sees: `import-smoke`, and below it one item for each module.

An item fails on findings at or above `fail-on`, with the text that the command line prints. It is skipped
where there is nothing to fail on but the module did not import: an optional dependency that is not
there, another platform, a package above that failed. A defect of smoke is an error, in the item's setup.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _pytest._code.code import ExceptionChainRepr, ReprEntryNative, ReprFileLocation, ReprTraceback

from smoke.errors import UsageError
from smoke.pytest_plugin.inquiry import Failed, Inquiry
from smoke.pytest_plugin.verdicts import Failure, Verdict

NAME = "import-smoke"


class Modules(pytest.Collector):
    """All modules of the targets."""

    def __init__(self, *, asked: Inquiry, wanted: frozenset[str] | None, **kw: Any) -> None:
        super().__init__(**kw)
        self._asked, self._wanted = asked, wanted
        self.add_marker("import_smoke")
        if self.config.pluginmanager.hasplugin("timeout"):  # smoke has its own, for each import
            self.add_marker(pytest.mark.timeout(0))

    def collect(self) -> Iterator[pytest.Item]:
        """One item for each module, in the order of their names."""
        if not self._asked.is_found:
            self._find()
        for name, file in sorted(self._asked.modules.items()):
            if self._wanted is None or name in self._wanted:
                yield ModuleItem.from_parent(self, name=name, path=self._place(file), asked=self._asked)

    def _find(self) -> None:
        try:
            self._asked.find()
        except UsageError as error:
            raise self.CollectError(f"import-smoke: {error}") from None

    def _place(self, file: str | None) -> Path:
        """The file of a module; what has none is said to be in the folder."""
        return Path(file) if file is not None and os.path.exists(file) else self.config.rootpath


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
        self.user_properties += [("outcome", each) for each in self.verdict.outcomes]
        self.user_properties += self.verdict.properties
        if self.verdict.failure is not None:
            self._move_to(self.verdict.failure)
        if self.verdict.defect is not None:
            what = f"{self.name} could not be checked, a defect of smoke"
            pytest.fail(f"{what}: {self.verdict.defect}", pytrace=False)

    def runtest(self) -> None:
        """Fail, skip or pass."""
        assert self.verdict is not None  # pytest calls setup before
        if self.verdict.failure is not None:
            raise Reported(self.name)
        if self.verdict.skipped is not None:
            raise pytest.skip.Exception(self.verdict.skipped, _use_item_location=True)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The findings as the command line prints them."""
        failure = self.verdict.failure if self.verdict is not None else None
        if not isinstance(excinfo.value, Reported) or failure is None:
            return super().repr_failure(excinfo, style)
        crash = ReprFileLocation(failure.path or str(self.path), failure.line, failure.headline)
        is_brief = self.config.getoption("tbstyle") == "line"
        entries = [] if is_brief else [ReprEntryNative([failure.text])]
        return ExceptionChainRepr([(ReprTraceback(entries, None, "native"), crash, None)])

    def reportinfo(self) -> tuple[os.PathLike[str], int, str]:
        """Where the module begins, and what is done with it."""
        return self.path, 0, f"import {self.name}"

    def further(self) -> str:
        """The findings on which the item does not fail, and what is not obvious about its import."""
        return self.verdict.further if self.verdict is not None else ""

    def _ask(self) -> Verdict:
        try:
            return self._asked.verdict(self.name)
        except Failed as error:
            if hasattr(self.config, "workerinput"):  # a worker cannot end the run
                pytest.fail(f"import-smoke: {error}", pytrace=False)
            pytest.exit(f"import-smoke: {error}", returncode=4 if error.is_usage else 3)

    def _move_to(self, failure: Failure) -> None:
        """Let reports and editors lead to the line of the finding."""
        if failure.path is not None:
            path = os.path.relpath(failure.path, self.config.rootpath)
            self.__dict__["location"] = path, failure.line - 1, f"import {self.name}"


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
