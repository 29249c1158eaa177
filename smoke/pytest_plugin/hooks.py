"""What the plugin does in a pytest run, once a target is given."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import pytest

from smoke.errors import UsageError
from smoke.pytest_plugin.inquiry import Inquiry
from smoke.pytest_plugin.items import NAME, ModuleItem, Modules, names_in

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController


class Hooks:
    """Registered as `import-smoke-run` while a run has targets."""

    def __init__(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", "import_smoke: the import of one module (import-smoke)")
        self._config = config
        self._asked = Inquiry(config)
        config.args, self._wanted = names_in(config.args, config.rootpath, config.invocation_params.dir)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """Targets that cannot be used end the run here, before workers are started."""
        if hasattr(self._config, "workerinput") or not self._is_local():
            return
        try:
            self._asked.find()
        except UsageError as error:
            raise pytest.UsageError(f"import-smoke: {error}") from None
        missing = sorted((self._wanted or frozenset()).difference(self._asked.modules))
        if missing:
            raise pytest.UsageError(f"not found: {NAME}::{missing[0]}")

    def pytest_report_collectionfinish(self) -> list[str]:
        """What the user should know about the targets."""
        return [f"import-smoke: {note}" for note in self._asked.notes]

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """The modules come after the tests."""
        report = yield
        if isinstance(collector, pytest.Session) and report.passed:
            ours = Modules.from_parent(
                collector, name=NAME, nodeid=NAME, path=self._config.rootpath,
                asked=self._asked, wanted=self._wanted,
            )  # fmt: skip
            report.result = [*report.result, ours]
        return report

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Now it is known which modules were selected."""
        self._asked.choose([item.name for item in session.items if isinstance(item, ModuleItem)])

    def pytest_unconfigure(self) -> None:
        """The workers have ended."""
        self._asked.close()

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """A shard without modules is no mistake."""
        if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and self._asked.is_empty_shard:
            session.exitstatus = pytest.ExitCode.OK

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """The time is that of the module's own import, and what did not fail it is told as well."""
        report = yield
        if isinstance(item, ModuleItem):
            if item.verdict is not None:
                report.duration = item.verdict.seconds if call.when == "call" else 0.0
            if call.when == "call" and (text := item.further()):
                report.sections.append((NAME, text))
        return report

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: WorkerController) -> None:
        """Tell a worker what it needs to know about the modules."""
        from smoke.pytest_plugin.scheduling import parts_of, workers_of

        node.workerinput["import_smoke"] = self._asked.tell(workers_of(self._config), parts_of(self._config))

    @pytest.hookimpl(wrapper=True, optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config) -> Generator[None, Any, Any]:
        """What one process state serves goes to one worker, whatever `--dist` says about the tests."""
        from smoke.pytest_plugin.scheduling import Sharing, parts_of

        theirs = yield
        if theirs is None or config.getvalue("dist") == "each":
            return theirs
        return Sharing(theirs, parts_of(config))

    def _is_local(self) -> bool:
        """False if other interpreters or hosts do the work: the targets may be installed only there."""
        if not self._config.pluginmanager.hasplugin("dsession"):
            return True
        from smoke.pytest_plugin.scheduling import all_local

        return all_local(self._config)
