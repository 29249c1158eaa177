"""The strategy that forks each module from the state in which a fresh interpreter would begin it.

`import a.b` always imports `a` first, so a process that has just imported `a` and nothing
else is in that state: it becomes a *process state* and forks one child for each module
that waits for `a`. What `a` has loaded already is *shared*: a fresh `import a.b` would find
it in `sys.modules` too, so there is nothing to run, only to examine.

A state that cannot be forked (more than one thread) or is lost sends its modules to
fresh interpreters: slower, never different.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from smoke.model import Isolation, Module, Plan, Step
from smoke.runner import jobs, launch, results
from smoke.runner.child import Child, Pipes
from smoke.runner.fresh import FreshRuns
from smoke.runner.ledger import Ledger
from smoke.runner.options import RunOptions
from smoke.runner.records import Record
from smoke.runner.setup import refuse_failed_setup
from smoke.runner.states import ProcessState
from smoke.runner.supervisor import Supervisor, Watch

_EXAMINED_TOGETHER = 100  # modules for one examining child: enough to share the work between jobs


@dataclass(frozen=True)
class _Run:
    """One step to be run from a state."""

    step: Step
    state: ProcessState


@dataclass(frozen=True)
class _Examination:
    """Modules to be examined in a fork of the state that has imported them."""

    modules: tuple[Module, ...]
    state: ProcessState
    package: _Package


@dataclass(eq=False)
class _Package:
    """A package step whose child may become a state."""

    step: Step
    child: Child
    control: socket.socket
    origin: Record | None = None  # its `imported` record
    state: ProcessState | None = None
    finishing: bool = False  # examines its own modules in place and ends
    steps: dict[str, Step] = field(default_factory=dict)  # by name: those examined with it


class ForkExecutor:
    """Runs a whole plan this way."""

    def __init__(self, plan: Plan, options: RunOptions, ledger: Ledger, supervisor: Supervisor) -> None:
        self._plan, self._options = plan, options
        self._ledger, self._supervisor = ledger, supervisor
        self._fresh = FreshRuns(plan, options, ledger, supervisor)
        self._waiting: list[_Run | _Examination] = []  # a stack: finish one subtree before the next
        self._sockets: list[socket.socket] = []  # of every state there was, to close what a stop leaves open
        self._active = 0
        self._ready = False

    def run(self) -> None:
        """Until every step is settled or the ledger says stop."""
        try:
            self._run()
        finally:
            for one in self._sockets:
                one.close()

    def _run(self) -> None:
        first = self._ledger.start()
        if not first:
            return
        root = self._start_root()
        while not self._ready:
            self._supervisor.turn()
        self._queue([_Run(step, root) for step in first])
        while not self._ledger.stopped:
            while self._active + self._fresh.active < self._options.jobs and self._start_next():
                pass
            if not self._active + self._fresh.active:
                break
            self._supervisor.turn()

    def _start_root(self) -> ProcessState:
        started = launch.start(self._plan, self._options, jobs.root(), control=True)
        assert started.control is not None  # asked for above
        self._sockets.append(started.control)
        state = ProcessState(started.control, self._supervisor)

        def on_records(records: list[Record]) -> None:
            refuse_failed_setup(records)
            self._ready = True
            started.child.deadline = None

        def on_end() -> None:
            started.reap()
            self._ready = True
            state.close()

        state.watch = Watch(started.child, started.learn_status, on_records, on_end, started.reap)
        self._supervisor.watch(state.watch)
        return state

    def _queue(self, work: Sequence[_Run | _Examination]) -> None:
        for item in reversed(work):
            item.state.using += 1
            self._waiting.append(item)

    def _start_next(self) -> bool:
        if not self._waiting:
            return self._fresh.start_next()
        work = self._waiting.pop()
        if work.state.lost:
            self._rescue(work)
        elif isinstance(work, _Examination):
            self._start_examination(work)
        elif work.step.module.is_package and self._ledger.has_below(work.step.module.name):
            self._start_package(work)
        else:
            self._start_leaf(work)
        return True

    def _rescue(self, work: _Run | _Examination) -> None:
        """The state is lost: fresh interpreters do what was waiting for it."""
        if isinstance(work, _Examination):
            self._fresh.add([work.package.steps[module.name] for module in work.modules])
        else:
            self._fresh.add([work.step])
        self._leave(work.state)

    def _start_leaf(self, run: _Run) -> None:
        job = jobs.for_step(run.step, imported_parent=run.step.parent is not None)
        child = run.state.fork(job, Pipes.make(), self._options.timeout)
        self._watch(child, run.state, lambda records: None, lambda: self._leaf_ended(run, child))

    def _leaf_ended(self, run: _Run, child: Child) -> None:
        self._active -= 1
        if not child.done and child.status == -1 and not child.timed_out:
            self._fresh.add([run.step])
        else:
            self._ledger.settle(results.of_child(run.step, child, Isolation.FORK))
            self._fresh.add(self._ledger.below(run.step.module.name))
        self._leave(run.state)

    def _start_package(self, run: _Run) -> None:
        ours, theirs = socket.socketpair()
        self._sockets.append(ours)
        job = jobs.for_step(run.step, serve=True)
        child = run.state.fork(job, Pipes.make(), self._options.timeout, control=theirs)
        package = _Package(run.step, child, ours)
        watch: Watch = self._watch(
            child,
            run.state,
            lambda records: self._package_says(package, run, watch, records),
            lambda: self._package_ended(package, run),
        )

    def _package_says(self, package: _Package, run: _Run, watch: Watch, records: list[Record]) -> None:
        for record in records:
            if record["is"] == "imported" and package.origin is None:
                package.origin = record
                self._become_state(package, run, watch)
            elif package.origin is not None and record["is"] in ("names", "unexamined"):
                self._settle_examined(package, record)

    def _become_state(self, package: _Package, run: _Run, watch: Watch) -> None:
        """Split what waits below into shared (loaded already) and to be run from here."""
        assert package.origin is not None  # the caller has just set it
        state = ProcessState(package.control, self._supervisor, watch=watch, parent=run.state)
        package.state = state
        loaded = set(package.origin.get("loaded", ()))
        shared, waiting = self._split(package.step.module.name, loaded)
        package.steps = {step.module.name: step for step in (package.step, *shared)}
        if not waiting or package.origin["threads"] != 1:
            # Nothing to fork, or not to be forked: the state examines its own modules and ends.
            package.finishing = True
            state.command({"do": "finish", "modules": jobs.named([s.module for s in package.steps.values()])})
            self._fresh.add(waiting)
            return
        self._active -= 1  # from now on it only waits
        package.child.deadline = None
        self._queue([_Run(step, state) for step in waiting])
        modules = [step.module for step in package.steps.values()]
        self._queue(
            [
                _Examination(tuple(modules[i : i + _EXAMINED_TOGETHER]), state, package)
                for i in range(0, len(modules), _EXAMINED_TOGETHER)
            ]
        )

    def _split(self, package: str, loaded: set[str]) -> tuple[list[Step], list[Step]]:
        shared: list[Step] = []
        waiting: list[Step] = []
        for step in self._ledger.below(package):
            if step.action == "import" and step.module.name in loaded:
                shared.append(step)
                below = self._split(step.module.name, loaded)
                shared += below[0]
                waiting += below[1]
            else:
                waiting.append(step)
        return shared, waiting

    def _package_ended(self, package: _Package, run: _Run) -> None:
        """The child ended: before it became a state, by finishing, or by dying as a state."""
        state = package.state
        if state is None:
            package.control.close()
            self._leaf_ended(run, package.child)
            return
        if package.finishing:
            self._active -= 1
        state.close()
        self._fresh.add([step for name, step in package.steps.items() if name not in self._ledger.results])
        if state.using == 0:  # otherwise the last work that waits for it leaves the parent state
            self._leave(run.state)

    def _start_examination(self, work: _Examination) -> None:
        job = jobs.examine(work.modules)
        child = work.state.fork(job, Pipes.make(), self._options.timeout)

        def says(records: list[Record]) -> None:
            for record in records:
                if record["is"] in ("names", "unexamined"):
                    self._settle_examined(work.package, record)

        self._watch(child, work.state, says, lambda: self._examination_ended(work))

    def _examination_ended(self, work: _Examination) -> None:
        self._active -= 1
        missed = [m.name for m in work.modules if m.name not in self._ledger.results]
        self._fresh.add([work.package.steps[name] for name in missed])
        self._leave(work.state)

    def _settle_examined(self, package: _Package, record: Record) -> None:
        name = record["module"]
        step = package.steps.get(name)
        if step is None:
            return
        own = step is package.step
        package.child.read_text()
        isolation = Isolation.FORK if own else Isolation.SHARED
        origin = package.origin if own else None
        self._ledger.settle(results.of_names(step.module, record, isolation, origin, package.child))

    def _watch(
        self,
        child: Child,
        state: ProcessState,
        says: Callable[[list[Record]], None],
        ended: Callable[[], None],
    ) -> Watch:
        self._active += 1
        watch = Watch(child, lambda: state.learn_status(child), says, ended)
        self._supervisor.watch(watch)
        return watch

    def _leave(self, state: ProcessState) -> None:
        """One user of a state less; the last one ends it, and it leaves the state it came from."""
        state.using -= 1
        if state.using == 0:
            state.close()
            if state.parent is not None:
                self._leave(state.parent)
