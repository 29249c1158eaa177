"""The root of the fork tree: a bare interpreter that scans sources and forks everything else."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from smoke.dataclass import dataclass
from smoke.model import Import, Module, ModuleKind, NameFacts, Plan, Scan
from smoke.runner import jobs, launch, results
from smoke.runner.child import Pipes
from smoke.runner.options import RunOptions
from smoke.runner.records import Record
from smoke.runner.setup import refuse_failed_setup
from smoke.runner.states import ProcessState
from smoke.runner.supervisor import Supervisor, Watch

_READABLE = (ModuleKind.SOURCE, ModuleKind.BYTECODE)


@dataclass
class Root:
    """The root process with what it has loaded; it may be lost like any state."""

    state: ProcessState
    loaded: frozenset[str] = frozenset()
    ready: bool = False


def start(plan: Plan, options: RunOptions, supervisor: Supervisor) -> Root:
    """The root for this interpreter, once it is ready (or has died, which shows as lost)."""
    started = launch.start(plan, options, jobs.root(), control=True)
    assert started.control is not None  # asked for above
    supervisor.adopt(started.control)
    root = Root(ProcessState(started.control, supervisor))

    def on_records(records: list[Record]) -> None:
        refuse_failed_setup(records)
        for record in records:
            if record["is"] == "ready":
                root.loaded, root.ready = frozenset(record["loaded"]), True
                started.child.deadline = None

    def on_end() -> None:
        started.reap()
        root.ready = True
        root.state.close()

    root.state.watch = Watch(started.child, started.learn_status, on_records, on_end, started.reap)
    supervisor.watch(root.state.watch)
    while not root.ready:
        supervisor.turn()
    return root


def scan(
    root: Root, options: RunOptions, supervisor: Supervisor, modules: Sequence[Module]
) -> dict[str, Scan]:
    """What the code of each module says about its imports; without those that could not be read."""
    readable = [each for each in modules if each.skip is None and each.kind in _READABLE]
    written: list[str] = []

    def scanning(part: Sequence[Module]) -> jobs.Job:
        written.append(os.path.join(options.nursery.folder, f"code-{len(written)}"))
        return jobs.scan(part, written[-1])

    records = _shared_out(root, options, supervisor, readable, scanning)
    files = [path for path in written if os.path.exists(path)]
    if files:
        root.state.order({"do": "learn", "files": files})
    return {record["module"]: _scan(record) for record in records if record["is"] == "scan"}


def read(
    root: Root, options: RunOptions, supervisor: Supervisor, modules: Sequence[Module]
) -> dict[str, NameFacts | str]:
    """What the source of each module says about its names; of one on which the probe failed, the failure."""
    readable = [each for each in modules if each.path is not None and each.kind is ModuleKind.SOURCE]
    records = _shared_out(root, options, supervisor, readable, jobs.sources)
    return {
        record["module"]: results.of_source(record)
        for record in records
        if record["is"] == "names" or (record["is"] == "failed" and "module" in record)
    }


def _shared_out(
    root: Root,
    options: RunOptions,
    supervisor: Supervisor,
    modules: Sequence[Module],
    job: Callable[[Sequence[Module]], jobs.Job],
) -> list[Record]:
    """The records of as many children as there are jobs, each with its part of the modules."""
    found: list[Record] = []
    running: set[int] = set()

    def begin(part: Sequence[Module]) -> None:
        child = root.state.fork(job(part), Pipes.make(), options.timeout)
        running.add(id(child))

        def ended() -> None:
            running.discard(id(child))
            found.extend(child.records)

        watch = Watch(child, lambda: root.state.learn_status(child), lambda records: None, ended)
        supervisor.watch(watch)

    for number in range(min(options.jobs, len(modules))):
        begin(modules[number :: options.jobs])
    while running:
        supervisor.turn()
    return found


def _scan(record: Record) -> Scan:
    imports = tuple(
        Import(target, None if names is None else tuple(names), mode)
        for target, names, mode in record["imports"]
    )
    flags = record["defines"], record["inert"]
    return Scan(record["module"], record["size"], frozenset(record["binds"]), imports, *flags)
