"""Parent side of the child processes: a plan goes in, one result for each step comes out.

Nothing is loaded and no process started before something has to be run.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType

from smoke.model import Answer, Isolation, Module, NameFacts, Plan, Question, Result, Scan
from smoke.runner.ledger import Ledger
from smoke.runner.options import RunOptions

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket

    from smoke.runner import root
    from smoke.runner.ahead import Ahead
    from smoke.runner.states import ProcessState
    from smoke.runner.supervisor import Supervisor

__all__ = ["Interrupted", "RunOptions", "Runner", "execute"]


class Interrupted(KeyboardInterrupt):
    """The user ended the run; `results` has one for each step all the same."""

    def __init__(self, results: list[Result]) -> None:
        super().__init__("interrupted")
        self.results = results


class Runner:
    """The children of one interpreter; a context manager, after which none of them is left alive."""

    def __init__(self, plan: Plan, options: RunOptions) -> None:
        """`plan` tells the interpreter and the roots; it needs no steps yet."""
        self._plan, self._options = plan, options
        self._watching: Supervisor | None = None
        self._root: root.Root | None = None
        self._ahead: Ahead | None = None
        self._opened: dict[str, ProcessState] = {}
        self._ledger: Ledger | None = None
        self._stopped = False
        self._spare: Iterator[object] | None = None
        self.times: dict[str, float] = {}  # seconds that imports took by themselves, by module
        # There are both as soon as something is watched.
        self._bell: socket.socket | None = None
        self._rung: socket.socket | None = None

    def scan(self, modules: Sequence[Module]) -> dict[str, Scan]:
        """What the code of each readable module says about its imports; imports nothing.

        Raises: InterpreterError when no child starts, UsageError when the setup code fails.
        """
        from smoke.runner import root

        return root.scan(self._rooted(), self._options, self._supervisor, modules)

    def begin_ahead(self, plan: Plan) -> None:
        """Begin to import the package on top of the modules; the plan may be a simple one yet.

        `execute` goes on from there; if it is not called, the package's process ends with the runner.
        """
        from smoke.runner.ahead import Ahead, topmost

        step, state = topmost(plan), self._rooted().state
        if step is not None and not state.lost:
            self._ahead = Ahead.begin(plan, step, state, self._options, self._supervisor)

    def meanwhile(self, work: Iterator[object]) -> None:
        """Have this done, piece by piece, whenever there is nothing to do but to wait for children.

        What is left of it at the end stays undone. Each piece should be short: a child may be waiting.
        """
        self._spare = work
        if self._watching is not None:
            self._watching.spare = work

    @property
    def loaded(self) -> frozenset[str]:
        """What the bare interpreter has in `sys.modules`."""
        return self._rooted().loaded

    def read(self, modules: Sequence[Module]) -> dict[str, NameFacts | str]:
        """What the source of each module says about its names, by name; nothing of it is executed.

        A text stands for a module on which the probe failed; what has no source or does not
        compile is left out.
        """
        from smoke.runner import root

        return root.read(self._rooted(), self._options, self._supervisor, modules)

    def ask(self, groups: Sequence[Sequence[Question]]) -> list[list[Answer]]:
        """The answers to each group of questions, each group in a process of its own (see `asking`).

        A group whose process ends too early has fewer answers than questions; the last one says why.
        """
        from smoke.runner.asking import Asking

        state = self._rooted().state if self._plan.isolation is Isolation.FORK else None
        return Asking(self._plan, self._options, self._supervisor, state, self._opened).run(groups)

    def execute(self, plan: Plan, observe: Callable[[Result], bool]) -> list[Result]:
        """Exactly one result for each step, in the order of the plan.

        `observe` sees each result as it arrives and returns False to stop the run; what has not
        run by then is skipped.

        Raises: InterpreterError when no child starts, UsageError when the setup code fails,
        Interrupted with the results when a KeyboardInterrupt arrives.
        """
        ledger = self._ledger = Ledger(plan, observe)
        ledger.stopped = self._stopped
        try:
            self._execute(plan, ledger)
        except KeyboardInterrupt:
            raise Interrupted(ledger.finish("not run: the run was interrupted")) from None
        return ledger.finish("not run: the run was stopped early")

    def stop(self) -> None:
        """End the run that is going on, or the next one; may be called from any thread."""
        self._stopped = True  # before the bell is looked for: whoever makes it looks at this afterwards
        if self._bell is not None:
            with contextlib.suppress(OSError):  # closed already
                self._bell.send(b"!")

    def _stop_now(self) -> None:
        if self._ledger is not None:
            self._ledger.stopped = True

    def _execute(self, plan: Plan, ledger: Ledger) -> None:
        if all(step.action == "skip" for step in plan.steps):
            ledger.start()
        elif plan.isolation is Isolation.FORK:
            from smoke.runner.fork import ForkExecutor

            root, ahead = self._rooted().state, self._ahead
            executor = ForkExecutor(plan, self._options, ledger, self._supervisor, root, ahead)
            executor.run()
            self._opened = executor.opened
            self.times.update(executor.times.known)
        else:
            from smoke.runner.fresh import FreshExecutor

            FreshExecutor(plan, self._options, ledger, self._supervisor).run()

    @property
    def _supervisor(self) -> Supervisor:
        if self._watching is None:
            from smoke.runner.supervisor import Supervisor

            self._watching = Supervisor()
            self._watching.spare = self._spare
            self._hang_bell(self._watching)
        return self._watching

    def _hang_bell(self, supervisor: Supervisor) -> None:
        """Have what another thread says end the waiting for children."""
        rung, bell = supervisor.connection()
        supervisor.adopt(bell)
        self._rung, self._bell = rung, bell

        def ring() -> None:
            supervisor.forget(rung)
            self._stop_now()

        supervisor.listen(rung, ring)
        if self._stopped:
            self._stop_now()

    def _rooted(self) -> root.Root:
        if self._root is None:
            from smoke.runner import root

            self._root = root.start(self._plan, self._options, self._supervisor)
        return self._root

    def finish(self) -> None:
        """Nobody asks for anything more: what runs ends while the report is made."""
        if self._watching is not None:
            self._watching.close()
            self._options.nursery.leave()

    def __enter__(self) -> Runner:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._watching is None:
            return
        try:
            self._watching.close()
        finally:
            self._options.nursery.close()


def execute(plan: Plan, options: RunOptions, observe: Callable[[Result], bool]) -> list[Result]:
    """`Runner.execute` for a plan that is complete already."""
    with Runner(plan, options) as runner:
        return runner.execute(plan, observe)
