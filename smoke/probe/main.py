"""The child's life: prepare, run one job, and then end or become a process state that forks.

`main([descriptor …])` is called by the lines of `runner/boot.py` with the numbers of descriptors. The
first is a pipe that holds the payload, JSON:

    {"roots": ["/src"], "setup": null, "memory": null, "calls": false, "hidden": null,
     "collect": ["attributes", "exports", "imports"],
     "job": {"do": "import", "module": "pkg.a", "path": "/src/pkg/a.py", "wanted": [], "inside": ["pkg"],
             "serve": false}}

A job says what to do (`runner/jobs.py` writes them):

    import   import `module`; examine it, or with "serve" report and wait for commands
    attempts import the first of `modules` ([[name, path, wanted, asked], …]), and examine it; if that left
             the process as it was (`untouched`) or can be taken back (`undone`), go on with the next.
             Before, import their common `parent` (null: it is there); if that fails, say nothing at all
    examine  examine `modules` ([[name, path, wanted, asked], …]), which are imported already
    read     examine the code of `module` at `path` without executing it (`__main__`),
             after importing `parent` (null: nothing)
    sources  examine the code of `modules` ([[name, path], …]) without executing any of it
    state    nothing to do: a bare interpreter that waits for commands (the root of the fork tree)
    stage    import `modules` one after the other and wait for commands; with "keep" what fails fails in the
             processes forked from here as well, see `replay`
    scan     read the imports of `modules` ([[name, path, is package], …]) from their code; what had to
             be compiled for that is written to the file `code`
    ask      answer `questions` ([[module, [attribute, …]], …]) by importing and looking, see `asking`

`hidden` are import names and distributions that must not be found, see `hiding`.
`inside` are the top-level names of the target: what is loaded below them is reported. `wanted`
are names that other modules take from this one; the examination says which of them it lacks.
Every job has the `token` that marks this child's records, and a path to `reopen` their pipe.

Commands to a process state: {"do": "fork", "job": JOB} with the new child's descriptors,
{"do": "status", "pid": 7}, {"do": "learn", "files": …} (take the code that scans have written),
{"do": "look", "modules": …} (examine here those that only have to be read), {"do": "finish", "modules": …}
(examine here, then end) and {"do": "end"}. Each is answered by one line, but for the last two.
"""

from __future__ import annotations

import faulthandler
import gc
import os
import resource
import sys

from . import channel, examination, failures, imports, live, machinery, names, replay, surroundings, touched

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` is not loaded before the checked import
    from typing import Any, Callable

    Job = dict[str, Any]

_fork, _waitpid, _exit, _setsid, _close, _dup2 = os.fork, os.waitpid, os._exit, os.setsid, os.close, os.dup2
_freeze, _WNOHANG = gc.freeze, os.WNOHANG
_MOSTLY_NEEDED = ("attempts", "latent")
_TOGETHER = 25  # scanned modules that are told at once
_BaseException, _ChildProcessError = BaseException, ChildProcessError


def main(arguments: list[str]) -> None:
    """Run the job of the payload and whatever is forked from it; never returns."""
    gc.disable()
    _State.keeps_bytecode = not sys.dont_write_bytecode
    payload = channel.decode(_payload(int(arguments[0])).decode("ascii"))
    channel.adopt([int(descriptor) for descriptor in arguments[1:]], payload["job"])
    _Output.place = channel.place(1)
    try:
        state = _prepare(payload)
        job = payload["job"]
        if job["do"] in ("import", "read", "ask"):
            channel.send({"is": "begun"})  # what ends it from here on is the package's doing
        while True:
            serving = _run(job, state)
            if not serving:
                break
            job = _serve(state)  # returns in a forked child only
        channel.send({"is": "done"})
    except _BaseException as error:  # ours: the package's own never gets here
        _confess(error)
    finally:
        _exit(0)


def _payload(descriptor: int) -> bytes:
    """What there is to do. Who waits for that loads meanwhile what nearly every run needs."""
    os.set_blocking(descriptor, False)
    try:
        begins = os.read(descriptor, 65536)
    except BlockingIOError:
        begins = b""
        for name in _MOSTLY_NEEDED:
            _loaded(name)
    os.set_blocking(descriptor, True)
    with open(descriptor, "rb") as stream:
        return begins + stream.read()


class _Output:
    """The pipe for stdout and stderr; what the package has put there instead stays."""

    place: tuple[int, int] | None = None


def _prepare(payload: dict[str, Any]) -> live.Live:
    """Everything that comes before the checked import, none of which it can see."""
    faulthandler.enable(file=channel.number(channel.TRACE), all_threads=True)
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    touched.watch()
    sys.path[:0] = payload["roots"]
    if sys.pycache_prefix is None:  # else bytecode does not go beside the sources
        sys.dont_write_bytecode = True
    if payload["calls"]:
        calls_made = _loaded("calls_made")
        examination.Also.collect = calls_made.collect
        examination.Also.collect_unexecuted = calls_made.collect_unexecuted
    if payload["collect"]:
        collector = _loaded("latent").Collector(payload["collect"])
        examination.Also.latent, examination.Also.begin = collector.collect, collector.begin
    state = live.Live()
    state.take()
    if payload["hidden"] is not None:
        _loaded("hiding").hide(*payload["hidden"])
    surroundings.remember(payload["memory"])
    if payload["job"]["do"] == "state":  # others fork nobody who is told to try several modules
        attempts = _loaded("attempts")
        attempts.remember()
        _State.attempts = attempts.run
    if payload["setup"] is not None:
        state.begin()
        _set_up(payload["setup"])
        state.take()
    return state


def _loaded(name: str) -> Any:
    """A module of the probe that only some jobs need; its bytecode is kept like that of the others."""
    kept, sys.dont_write_bytecode = sys.dont_write_bytecode, not _State.keeps_bytecode
    try:
        return getattr(__import__(f"{__package__}.{name}"), name)
    finally:
        sys.dont_write_bytecode = kept


def _set_up(code: str) -> None:
    def run() -> None:
        exec(compile(code, "<setup>", "exec"), {"__name__": "__smoke_setup__"})

    error = imports.hand_over_to(run)
    if error is not None:  # the user's code may raise anything
        channel.send({"is": "setup-raised", "chain": failures.describe(error)})
        channel.send({"is": "done"})
        _exit(0)


def _run(job: Job, state: live.Live) -> bool:
    """Do one job; True if this process waits for commands now."""
    kind = job["do"]
    if kind == "import":
        return _import(job, state)
    if kind == "attempts":
        _attempts(job, state)
    elif kind == "examine":
        examination.examine(job["modules"], state)
    elif kind == "read":
        _read(job, state)
    elif kind == "sources":
        _read_sources(job["modules"])
    elif kind == "scan":
        _scan(job["modules"], job["code"])
    elif kind == "ask":
        _ask(job["questions"])
    elif kind == "stage":
        return _stage(job, state)
    else:
        ready = {"is": "ready", "threads": imports.threads(), "loaded": sorted(imports.loaded())}
        channel.send({**ready, "touched": touched.take()})
        return True
    return False


class _State:
    """What a process state has ready for the processes that it forks."""

    keeps_bytecode = False  # of the probe itself, unless the user does not want it
    before: imports.Before | None = None
    attempts: Callable[..., None] | None = None  # `attempts.run`


def _before() -> imports.Before:
    noted = _State.before
    return noted if noted is not None and noted.is_now() else imports.Before()


def _import(job: Job, state: live.Live) -> bool:
    _begin(state)
    before, used = _before(), replay.Kept.used
    ended = imports.attempt(job["module"])
    if replay.Kept.used != used:
        ended["replayed"] = True
    ended["loaded"] = before.added(job["inside"])
    ended["touched"] = touched.take()
    serving: bool = job["serve"] and ended["is"] == "imported"
    channel.send(ended)
    if ended["is"] == "imported":
        examination.take(state)
        if not serving:
            examination.examine([[job["module"], job["path"], job["wanted"], job["asked"]]], state)
    return serving


def _attempts(job: Job, state: live.Live) -> None:
    assert _State.attempts is not None  # only what the root has forked is told to do this
    _State.attempts(job, state, _before(), lambda: _begin(state))


def _begin(state: live.Live) -> None:
    """An import begins."""
    state.begin()
    if examination.Also.begin is not None:
        examination.Also.begin()


def _stage(job: Job, state: live.Live) -> bool:
    """Become a state; a failure that cannot be kept ends it, and its steps start from an earlier one."""
    before, seconds = _before(), []
    failing: list[str] = []
    half_made: list[dict[str, Any]] = []
    earlier: list[str] = []
    state.begin()
    for module in job["modules"]:
        used = replay.Kept.used
        took, error = imports.timed(module)
        if error is None and replay.Kept.used != used:  # somebody has caught what would perhaps not come
            channel.send({"is": "unstaged", "module": module})
            return False
        if error is not None:
            first_hand = replay.Kept.used == used
            kept = replay.keep(module, error, job["inside"]) if job["keep"] and first_hand else []
            if not kept:
                channel.send({"is": "unstaged", "module": module})
                return False
            if not failing:
                earlier = before.added(job["inside"])
            failing += kept
            half_made += replay.namespaces(error)
        seconds.append(took)
    imports.flush()
    examination.take(state, half_made)
    loaded = before.added(job["inside"])
    staged = {"is": "staged", "threads": imports.threads(), "loaded": loaded, "seconds": seconds}
    later = [each for each in loaded if each not in earlier] if failing else []
    channel.send({**staged, "failing": failing, "later": later, "touched": touched.take()})
    return True


def _scan(modules: list[list[Any]], code: str) -> None:
    scan, compiled = _loaded("scan"), _loaded("compiled")
    compiled.gather(code)
    for at in range(0, len(modules), _TOGETHER):
        channel.send(*[scan.scan(*each) for each in modules[at : at + _TOGETHER]])
    compiled.write()


def _ask(questions: list[list[Any]]) -> None:
    _loaded("asking").answer(questions)


def _read(job: Job, state: live.Live) -> None:
    if job["parent"] is not None:
        ended = imports.attempt(job["parent"])
        if ended["is"] != "imported":
            channel.send({**ended, "touched": touched.take()})
            return
    record = names.examine_unexecuted(job["module"], job["path"])
    channel.send({**record, "touched": touched.take()})


def _read_sources(modules: list[list[str]]) -> None:
    for name, path in modules:
        try:
            record = names.examine_unexecuted(name, path)
            if examination.Also.collect_unexecuted is not None and record["is"] == "names":
                record["calls"] = examination.Also.collect_unexecuted(name, path)
            channel.send(record)
        except Exception as error:  # ours; the next module has its own chance
            channel.send({"is": "failed", "module": name, "error": failures.describe(error)})


def _serve(state: live.Live) -> Job:
    """Obey commands until one is a fork; returns its job, in the child."""
    _State.before = _before()
    _freeze()
    control = channel.Control()
    children: dict[int, int | None] = {}
    while True:
        command, descriptors = control.receive()
        if command is None:  # the parent is gone
            _exit(0)
        kind = command["do"]
        if kind == "fork":
            pid = _fork()
            if pid == 0:
                control.release()
                job: Job = command["job"]
                _become(descriptors, job)
                channel.send({"is": "begun"})  # what the package runs in a new fork has let it come here
                return job
            for descriptor in descriptors:
                _close(descriptor)
            _reap(children)
            children[pid] = None
            control.reply({"pid": pid})
        elif kind == "status":
            _reap(children)
            control.reply({"pid": command["pid"], "status": children[command["pid"]]})
        elif kind == "learn":
            _loaded("compiled").learn(command["files"])
            touched.forget(command["files"])
            machinery.remember()
            _State.before = _before()
            _freeze()
            control.reply({})
        elif kind == "look":
            examination.glance(command["modules"], state)
            _freeze()
            control.reply({})
        elif kind == "finish":
            examination.examine(command["modules"], state)
            channel.send({"is": "done"})
            _exit(0)
        else:
            _exit(0)


def _become(descriptors: list[int], job: Job) -> None:
    """In the new child: a session of its own, its own output, its own channels."""
    _setsid()
    output, *channels = descriptors
    channel.adopt(channels, job)
    if len(channels) <= channel.CONTROL:
        _close(channel.number(channel.CONTROL))  # the parent state's own socket
    mine = channel.place(output)
    for standard in (1, 2):
        if channel.place(standard) == _Output.place:
            _dup2(output, standard)
    if output not in (1, 2):
        _close(output)
    _Output.place = mine


def _reap(children: dict[int, int | None]) -> None:
    """Note the raw wait status of each child that ended; -1 when nobody can know it."""
    for pid, known in children.items():
        if known is None:
            try:
                ended, status = _waitpid(pid, _WNOHANG)
            except _ChildProcessError:  # the package ignores SIGCHLD, so the system reaps by itself
                ended, status = pid, -1
            if ended == pid:
                children[pid] = status


def _confess(error: BaseException) -> None:
    """Our own failure is reported as such, never as the package's."""
    try:
        channel.send({"is": "failed", "error": failures.describe(error)})
        channel.send({"is": "done"})
    except _BaseException:  # nobody listens, or nothing can be said
        pass
