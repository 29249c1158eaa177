"""The modules whose own processes live on: they examine what they have loaded, and may become stages.

What a package loads below itself while it is imported is *shared*: a fresh interpreter would find it
loaded as well, so it is examined in the package's process. A process that has nothing else to do does so
at once and ends (`finish`); one that others start from, or that has very much to examine, becomes a
state. It looks at its modules itself first (`look`), as far as they only have to be read; the other
examinations are forked from it.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Collection

from smoke.dataclass import dataclass, field
from smoke.model import Isolation, Module, Plan, Result, Step
from smoke.runner import jobs, results
from smoke.runner.ahead import Ahead
from smoke.runner.child import Child, Pipes
from smoke.runner.ledger import Ledger
from smoke.runner.options import RunOptions
from smoke.runner.records import Record
from smoke.runner.stages import LiveStage, Stages, Status
from smoke.runner.states import ProcessState
from smoke.runner.supervisor import Supervisor, Watch
from smoke.runner.times import Times

_EXAMINED_TOGETHER = 50  # modules for one examining child: enough to share the work between jobs
_MANY = 200  # modules: too many to be examined by one process


@dataclass(frozen=True)
class Examination:
    """Modules to be examined in a fork of the process that has imported them."""

    modules: tuple[Module, ...]
    package: HostProcess

    @property
    def place(self) -> int:
        """Where it comes in the plan: with the stage."""
        return self.package.stage.place if self.package.stage is not None else -1


@dataclass(eq=False)
class HostProcess:
    """A step whose process examines what it has loaded and may become a stage."""

    step: Step
    origin_stage: LiveStage
    child: Child
    control: socket.socket
    stage: LiveStage | None = None  # once it is imported, unless it examines in place
    state: ProcessState | None = None
    origin: Record | None = None  # its `imported` record
    loaded: frozenset[str] = frozenset()
    steps: dict[str, Step] = field(default_factory=dict)  # by name: those examined with it
    doubtful: bool = False  # a failure was caught that would perhaps not have come in the right order
    finishing: bool = False  # examines in place and ends
    looking: bool = False  # a state that examines in place what it can


@dataclass(frozen=True)
class Executor:
    """What the executor does for its hosts."""

    queue: Callable[[Collection[Examination]], None]
    watch: Callable[[Child, LiveStage, Callable[[list[Record]], None], Callable[[], None]], Watch]
    begins: Callable[[], None]  # a child is at work that was not watched for the executor before
    rests: Callable[[], None]  # a child that was watched is at work no more
    born: Callable[[LiveStage, Status], None]
    release: Callable[[Collection[Step], Collection[Step]], None]  # those that had their turn, those in turn
    leaf_ended: Callable[[Step, LiveStage, Child], None]
    run_again: Callable[[Collection[Step]], None]
    loaded: Callable[[frozenset[str]], int]  # these modules, as the next ones want them
    accept: Callable[[Step, Result, int, Collection[str]], None]
    repeat: Callable[[Step, Result], None]
    hold: Callable[[Step, Result, LiveStage, int, Collection[str]], None]


class Hosts:
    """Starts such processes, and settles what they examine."""

    def __init__(
        self,
        plan: Plan,
        options: RunOptions,
        ledger: Ledger,
        supervisor: Supervisor,
        stages: Stages,
        times: Times,
        executor: Executor,
        ahead: Ahead | None,
    ) -> None:
        """`ahead`: the process of a step that runs already."""
        self._plan, self._options, self._ahead = plan, options, ahead
        self._ledger, self._supervisor = ledger, supervisor
        self._stages, self._times = stages, times
        self._executor = executor

    def start(self, step: Step, stage: LiveStage) -> None:
        """Fork the process of a step that lives on."""
        assert stage.state is not None  # a usable stage has its state
        ours, theirs = self._supervisor.connection()
        job = jobs.for_step(self._plan, step, serve=True)
        child = stage.state.fork(job, Pipes.make(), self._options.timeout, control=theirs)
        package = HostProcess(step, stage, child, ours)
        watch: Watch = self._executor.watch(
            child,
            stage,
            lambda records: self._says(package, watch, records),
            lambda: self._ended(package),
        )

    def take_over(self, step: Step) -> bool:
        """Go on with the process of a step that runs already; False if there is none."""
        ahead = self._ahead
        if ahead is None or step.module.name != ahead.name:
            return False
        self._ahead = None
        if not ahead.is_in_time:
            ahead.give_up(self._supervisor)
            return False
        package = HostProcess(step, self._stages.root, ahead.child, ahead.control)
        self._executor.begins()
        watch = ahead.watch
        ahead.take_over(lambda records: self._says(package, watch, records), lambda: self._ended(package))
        return True

    def examine(self, work: Examination) -> None:
        """Fork a process that examines these."""
        package = work.package
        assert package.state is not None  # it is a stage now
        assert package.stage is not None
        job = jobs.examine(self._plan, work.modules)
        child = package.state.fork(job, Pipes.make(), self._options.timeout)

        def says(records: list[Record]) -> None:
            for record in records:
                if record["is"] in ("names", "unexamined"):
                    self._settle(package, record)

        def ended() -> None:
            self._executor.rests()
            self._executor.run_again([package.steps[module.name] for module in work.modules])
            if package.stage is not None:
                self._stages.leave(package.stage)

        self._executor.watch(child, package.stage, says, ended)

    def _says(self, package: HostProcess, watch: Watch, records: list[Record]) -> None:
        for record in records:
            if record["is"] == "imported" and package.origin is None:
                package.origin = record
                package.loaded = package.origin_stage.loaded.union(record["loaded"])
                package.doubtful = record.get("replayed", False)
                self._times.of_module(package.step.module.name, record["seconds"], record["loaded"])
                self._imported(package, watch)
            elif package.origin is not None and record["is"] in ("names", "unexamined"):
                self._settle(package, record)
            elif package.looking and record["is"] == "looked":
                self._looked(package, record["left"])

    def _imported(self, package: HostProcess, watch: Watch) -> None:
        """What it loaded below itself is examined here; the rest below can run now."""
        assert package.origin is not None  # the caller has just set it
        name = package.step.module.name
        self._ledger.note_loaded(name, package.loaded)
        shared, waiting = self._split(name, package.loaded)
        package.steps = {step.module.name: step for step in (package.step, *shared)}
        package.state = ProcessState(package.control, self._supervisor, watch=watch)
        stage = self._stages.hosted_by(name)
        forkable = package.origin["threads"] == 1 and not package.doubtful
        if stage is not None and stage.status is Status.UNBORN and stage.hosted and forkable:
            self._become_stage(package, stage)
        elif forkable and len(package.steps) > _MANY:
            self._become_stage(package, LiveStage(None, package.origin_stage))
        else:
            package.finishing = True
            package.state.command({"do": "finish", "modules": self._modules(package)})
        for step in package.steps.values():  # the state that they would have started from may end
            self._stages.ran(step)
        self._executor.release(package.steps.values(), waiting)

    def _become_stage(self, package: HostProcess, stage: LiveStage) -> None:
        """The process serves its stage from now on, once it has looked at its modules, and examinations."""
        assert package.state is not None  # the caller has just set it
        package.stage, package.looking = stage, True
        stage.state, stage.loaded = package.state, package.loaded
        stage.failing, stage.earlier = package.origin_stage.failing, package.origin_stage.earlier
        stage.users += 1
        modules = [step.module for step in package.steps.values()]
        package.state.order({"do": "look", "modules": jobs.named(self._plan, modules)})
        self._executor.born(stage, Status.READY)

    def _modules(self, package: HostProcess) -> list[list[object]]:
        return jobs.named(self._plan, [each.module for each in package.steps.values()])

    def _looked(self, package: HostProcess, left: Collection[str]) -> None:
        """What only had to be read is told; the rest is examined in forks of the process."""
        assert package.stage is not None  # it has become one
        package.looking, package.child.deadline = False, None
        self._executor.rests()
        modules = [step.module for name, step in package.steps.items() if name in left]
        chunks = [
            Examination(tuple(modules[i : i + _EXAMINED_TOGETHER]), package)
            for i in range(0, len(modules), _EXAMINED_TOGETHER)
        ]
        package.stage.users += len(chunks)
        self._executor.queue(chunks)
        self._stages.leave(package.stage)

    def _split(self, package: str, loaded: Collection[str]) -> tuple[list[Step], list[Step]]:
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

    def _ended(self, package: HostProcess) -> None:
        """The child ended: before it was imported, by finishing, or by dying as a state."""
        if package.state is None:
            package.control.close()
            self._executor.leaf_ended(package.step, package.origin_stage, package.child)
            return
        if package.finishing or package.looking:
            package.looking = False
            self._executor.rests()
        package.state.close()
        self._executor.run_again(package.steps.values())

    def _settle(self, package: HostProcess, record: Record) -> None:
        """One module examined in the package's process: the package itself, or one that it shares."""
        step = package.steps.get(record["module"])
        if step is None:
            return
        own = step is package.step
        package.child.read_text()
        isolation = Isolation.FORK if own else Isolation.SHARED
        origin = package.origin if own else None
        result = results.of_names(step.module, record, isolation, origin, package.child)
        lacks = record.get("lacks", ())
        loaded = self._executor.loaded(package.loaded)
        if package.doubtful:
            self._executor.repeat(step, result)
        elif package.origin_stage.exact_for(package.step.module.name):
            self._executor.accept(step, result, loaded, lacks)
        else:
            self._executor.hold(step, result, package.origin_stage, loaded, lacks)
