"""The strategy that forks each module from a state in which part of its imports is done.

`import a.b` always imports `a` first, so a process that has just imported `a` and nothing
else is in the state in which a fresh interpreter would begin `a.b`. What `a` has loaded
already is *shared*: a fresh `import a.b` would find it in `sys.modules` too, so there is
nothing to run, only to examine. The plan's *stages* go further and do imports that several
modules certainly share; `verify` says when a result from there counts.

A state that cannot be forked (more than one thread) or is lost sends its modules to an
earlier state, in the end to fresh interpreters: slower, never different.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Sequence

from smoke.model import Isolation, Outcome, Plan, Result, Step
from smoke.runner import jobs, results
from smoke.runner.ahead import Ahead, topmost
from smoke.runner.attempts import TOGETHER, Attempts, Ended, Hopes
from smoke.runner.births import Births
from smoke.runner.child import Child, Pipes
from smoke.runner.fresh import FreshRuns
from smoke.runner.hosts import Examination, Executor, Hosts
from smoke.runner.ledger import Ledger
from smoke.runner.options import RunOptions
from smoke.runner.records import Record
from smoke.runner.repeats import Repeats
from smoke.runner.stages import LiveStage, Stages, Status
from smoke.runner.states import ProcessState
from smoke.runner.supervisor import Supervisor, Watch
from smoke.runner.times import Times
from smoke.runner.verify import Verdict, Verifier

_FINE = (Outcome.IMPORTED, Outcome.NOT_CHECKABLE)

_Work = Step | LiveStage | Examination


class ForkExecutor:
    """Runs a whole plan this way, from a root process that is there already."""

    def __init__(
        self,
        plan: Plan,
        options: RunOptions,
        ledger: Ledger,
        supervisor: Supervisor,
        root: ProcessState,
        ahead: Ahead | None = None,
    ) -> None:
        """`ahead`: the process of a package of the plan that was started before there was one."""
        self._plan, self._options = plan, options
        self._ledger, self._supervisor = ledger, supervisor
        self._fresh = FreshRuns(plan, options, supervisor, self._fresh_ended)
        self._stages, self._verifier = Stages(plan, root, ledger.running), Verifier(plan)
        # A heap: one branch of the plan before the next.
        self._waiting: list[tuple[int, bool, int, _Work]] = []
        self._queued = 0  # how often something was put there
        self._active = 0
        self.times = Times(plan.inside)
        parts = plan, options, ledger, supervisor, self._stages, self.times
        self._births = Births(*parts, queue=self._queue, watch=self._watch, rests=self._rests)
        self._hosts = Hosts(*parts, self._for_hosts(), ahead)
        self._repeats, self._hopes = Repeats(ledger.results), Hopes()
        self._inert = frozenset(step.module.name for step in plan.steps if step.inert)
        self._alone: set[str] = set()  # steps that share their process with no other one
        self._judged: list[Verdict] = []
        self._released: set[str] = set()  # steps that have been given their turn
        ledger.on_settled = self._settled
        top = topmost(plan)
        if top is not None:  # there will be questions about it, perhaps
            self._stages.hold(top.module.name)

    @property
    def opened(self) -> dict[str, ProcessState]:
        """By top-level package the processes that have imported it and nothing else, after the run."""
        return self._stages.held()

    def run(self) -> None:
        """Until every step is settled or the ledger says stop."""
        self._release(self._ledger.start())
        while not self._ledger.stopped:
            while self._has_room() and self._start_next():
                pass
            if self._active + self._fresh.active:
                self._supervisor.turn()
            elif not (self._waiting or self._run_more()):
                self._judged = self._verifier.rest()
                if not self._judged:
                    break
            self._conclude_all()

    def _for_hosts(self) -> Executor:
        return Executor(
            queue=self._queue,
            watch=self._watch,
            begins=self._begins,
            rests=self._rests,
            born=self._births.born,
            release=self._release_below,
            leaf_ended=self._leaf_ended,
            run_again=self._run_again,
            loaded=self._verifier.loaded,
            accept=self._accept,
            repeat=self._repeat,
            hold=self._hold,
        )

    def _has_room(self) -> bool:
        return self._active + self._fresh.active < self._options.jobs

    def _begins(self) -> None:
        self._active += 1

    def _rests(self) -> None:
        self._active -= 1

    def _run_more(self) -> bool:
        """What waited for its package in vain, and modules that nobody asked for but somebody waits for."""
        repeated = self._repeats.rest()
        self._queue(repeated)
        new, ready = self._ledger.demand(self._verifier.unknown)
        for step in new:
            self._stages.expect(step)
        self._release(ready)
        return bool(repeated or ready)

    def _release(self, steps: Collection[Step]) -> None:
        """Nothing is in the way of these any more; each gets its turn once."""
        new = [step for step in steps if step.module.name not in self._released]
        self._released.update(step.module.name for step in new)
        self._queue(new)

    def _release_below(self, hosted: Collection[Step], waiting: Collection[Step]) -> None:
        """A host has these in its process; what it has not loaded below itself can run now."""
        self._released.update(step.module.name for step in hosted)
        self._release(waiting)

    def _queue(self, work: Collection[_Work]) -> None:
        for each in work:
            self._queued += 1
            fails = isinstance(each, Step) and each.fails  # these come last
            heapq.heappush(self._waiting, (self._place(each), fails, self._queued, each))

    def _queue_ahead(self, steps: Sequence[Step]) -> None:
        """Steps that have waited already come before the others of their kind."""
        for each in reversed(steps):
            self._queued += 1
            heapq.heappush(self._waiting, (self._place(each), each.fails, -self._queued, each))

    def _place(self, work: _Work) -> int:
        if not isinstance(work, Step):
            return work.place
        name = work.module.name
        if name in self._repeats and not self._ledger.has_below(name):
            return len(self._plan.stages)  # when no other state takes memory any more
        return self._stages.place_of(name)

    def _start_next(self) -> bool:
        if not self._waiting:
            return self._fresh.start_next()
        work = heapq.heappop(self._waiting)[-1]
        if isinstance(work, Examination):
            self._hosts.examine(work)
        elif isinstance(work, LiveStage):
            self._births.start(work)
        elif work.module.name not in self._ledger.results:
            self._start_step(work)
        return True

    def _start_step(self, step: Step) -> None:
        if self._hosts.take_over(step):
            return
        name = step.module.name
        exactly = name in self._repeats
        stage = self._stages.exact(step) if exactly else self._stages.fit(step)
        if stage.usable:
            package = step.module.is_package and self._ledger.has_below(name)
            hosted = self._stages.hosted_by(name)
            hosting = not exactly and hosted is not None and hosted.hosted
            (self._hosts.start if package or hosting else self._start_leaf)(step, stage)
        elif stage.parent is None:  # the root is lost
            self._fresh.add([step])
        else:
            self._births.wait(stage, step)

    def _start_leaf(self, step: Step, stage: LiveStage) -> None:
        assert stage.state is not None  # a usable stage has its state
        parent = _missing_parent(step, stage)
        steps = [step, *self._companions(step, stage)]
        job = jobs.for_step(self._plan, step, imported_parent=step.parent is not None and parent is None)
        if len(steps) > 1:
            job = jobs.attempts(self._plan, steps, parent)
        child = stage.state.fork(job, Pipes.make(), self._options.timeout)
        attempts = Attempts.of(child, steps)
        self._watch(
            child,
            stage,
            lambda records: self._attempted(attempts, stage, records),
            lambda: self._attempts_ended(attempts, stage),
        )

    def _companions(self, step: Step, stage: LiveStage) -> list[Step]:
        """Steps waiting for the same state that its process may take along: none is to leave a trace."""
        if not self._may_share(step, stage):
            return []
        most = min(TOGETHER, len(self._waiting) // self._options.jobs + 1)
        place, parent = self._place(step), _missing_parent(step, stage)

        def fits(another: _Work) -> bool:
            if not isinstance(another, Step) or another.fails != step.fails:
                return False
            return self._may_share(another, stage) and _missing_parent(another, stage) == parent

        near = (each for each in self._waiting if each[0] == place and fits(each[-1]))
        chosen = heapq.nsmallest(most - 1, near)
        if chosen:
            numbers = {each[2] for each in chosen}
            self._waiting = [each for each in self._waiting if each[2] not in numbers]
            heapq.heapify(self._waiting)
        return [each[-1] for each in chosen if isinstance(each[-1], Step)]

    def _may_share(self, step: Step, stage: LiveStage) -> bool:
        name = step.module.name
        if not self._hopes.has(step) or step.action != "import" or self._options.memory is not None:
            return False
        if name in self._repeats or name in self._alone or name in self._ledger.results:
            return False
        hosting = self._stages.hosted_by(name) is not None or self._ledger.has_below(name)
        return not hosting and self._stages.fit(step) is stage

    def _attempted(self, attempts: Attempts, stage: LiveStage, records: list[Record]) -> None:
        for each in attempts.ended(records):
            if each.result.outcome in _FINE:
                self.times.of_module(each.step.module.name, each.result.seconds, each.loaded)
            if not self._ledger.stopped:
                self._conclude(each, stage)

    def _attempts_ended(self, attempts: Attempts, stage: LiveStage) -> None:
        """The end is that of the module at work; those behind it have not begun."""
        first, *others = attempts.steps
        self._hopes.note(attempts)
        if attempts.alone:
            self._alone.update(step.module.name for step in attempts.alone)
            others = [first, *others]
        if attempts.alone or (self._ledger.stopped and attempts.settled):
            self._active -= 1
        else:
            self._leaf_ended(first, stage, attempts.child)
        self._queue_ahead(others)

    def _leaf_ended(self, step: Step, stage: LiveStage, child: Child) -> None:
        self._active -= 1
        if not (child.done or child.timed_out) and (child.status == -1 or not child.begun):
            self._fresh.add([step])  # the state is lost, or what the package does in a fork has ended it
            return
        result = results.of_child(step, child, Isolation.FORK)
        self.times.of_module(step.module.name, result.seconds, results.loaded(child.records))
        self._conclude(Ended.of(step, result, child.records), stage)

    def _conclude(self, ended: Ended, stage: LiveStage) -> None:
        """Settle a result from a stage, hold it back or have it repeated."""
        step, result = ended.step, ended.result
        name, loaded = step.module.name, self._verifier.loaded(stage.loaded, ended.loaded)
        if result.outcome not in _FINE:
            self._births.note_failed(name, result.seconds)
        if stage.exact_for(name) or step.action == "examine":
            self._accept(step, result, loaded, ended.lacks)
        elif ended.replayed and not self._fails_in_order(ended, stage):
            self._repeat(step, result)
        else:
            self._hold(step, result, stage, loaded, ended.lacks)

    def _fails_in_order(self, ended: Ended, stage: LiveStage) -> bool:
        """Whether a failure that its state had kept came to the module as it would have come by itself."""
        effective = stage.loaded.union(ended.loaded) - self._inert
        return stage.fails_in_order(ended.step.module.name, effective)

    def _repeat(self, step: Step, result: Result) -> None:
        """Have a staged result repeated exactly."""
        self._stages.ran(step)
        self._judged.append((step, result, False))

    def _hold(
        self, step: Step, result: Result, stage: LiveStage, loaded: int, lacks: Collection[str]
    ) -> None:
        self._stages.ran(step)
        self._judged += self._verifier.hold(step, result, loaded)
        if not self._verifier.order_matters(result):
            self._judged += self._verifier.know(step.module.name, result, loaded, lacks)

    def _conclude_all(self) -> None:
        """Settle what the verifier has judged by now, or have it repeated."""
        while self._judged:
            judged, self._judged = self._judged, []
            for step, result, stands in judged:
                if self._ledger.stopped:
                    return
                if stands:
                    if not self._verifier.knows(step.module.name):  # a failure
                        self._judged += self._verifier.know(step.module.name, result, 0, ())
                    self._ledger.settle(result)
                    self._queue_below(step, result)
                else:
                    self._queue(self._repeats.add(step))

    def _accept(self, step: Step, result: Result, loaded: int, lacks: Collection[str]) -> None:
        self._judged += self._verifier.know(step.module.name, result, loaded, lacks)
        self._ledger.settle(result)
        self._queue_below(step, result)

    def _queue_below(self, step: Step, result: Result) -> None:
        if step.module.is_package and result.outcome in _FINE:
            self._release(self._ledger.below(step.module.name))

    def _fresh_ended(self, step: Step, child: Child, result: Result) -> None:
        loaded = self._verifier.loaded(frozenset(), results.loaded(child.records))
        self._accept(step, result, loaded, results.lacks(child.records))

    def _run_again(self, steps: Collection[Step]) -> None:
        self._fresh.add([step for step in steps if not self._known(step)])

    def _known(self, step: Step) -> bool:
        return step.module.name in self._ledger.results or self._verifier.knows(step.module.name)

    def _watch(
        self,
        child: Child,
        stage: LiveStage,
        says: Callable[[list[Record]], None],
        ended: Callable[[], None],
    ) -> Watch:
        assert stage.state is not None  # it has just forked the child
        state = stage.state
        self._begins()
        watch = Watch(child, lambda: state.learn_status(child), says, ended)
        self._supervisor.watch(watch)
        return watch

    def _settled(self, name: str) -> None:
        """The ledger has a result: its stage may end, and who waited for its process waits no more."""
        hosted = self._stages.hosted_by(name)
        if hosted is not None and hosted.status is Status.UNBORN:
            waiting, hosted.waiting = hosted.waiting, []
            self._queue(waiting)
        self._stages.settled(name)
        self._judged += self._verifier.is_final(name)


def _missing_parent(step: Step, stage: LiveStage) -> str | None:
    """The package above a step if it is still to be imported."""
    return step.parent if step.parent not in stage.loaded else None
