"""One import after the other in one process, as long as each leaves the process as it was.

    remember()                   before any code of the package
    run(job, state, before, begin)     try the modules of a job "attempts", and tell of them

What fails leaves it so if `untouched` can prove that, what works if `undone` takes it back; with what
`replay` gives back the process is the same before each of them.
"""

from __future__ import annotations

from gc import freeze

from . import channel, examination, imports, live, replay, touched, undone, untouched

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` is not loaded before the checked import
    from typing import Any, Callable

_freeze = freeze


def remember() -> None:
    """Nothing of the package has run in this process, nor in what it was forked from."""
    untouched.remember()


def run(job: dict[str, Any], state: live.Live, before: imports.Before, begin: Callable[[], None]) -> None:
    """Send the records of each module of the job that was tried; `begin` is called before.

    Their parent is imported first, if the job names one; if that fails, none is tried.
    """
    now, inside = before, job["inside"]
    if job["parent"] is not None:
        begin()
        if imports.attempt(job["parent"])["is"] != "imported":
            return
        examination.take(state)
        _freeze()  # to take something back needs a look through what is not frozen
        touched.keep()
        now = imports.Before()

    def judge(error: BaseException) -> bool:
        return untouched.by(error, now, inside)

    modules = job["modules"]
    for module in modules:
        name, last, used = module[0], module is modules[-1], replay.Kept.used
        begin()
        replay.lend()
        if not last:
            undone.begin(name)
        ended = imports.attempt(name, None if last else judge)
        ended["loaded"] = before.added(inside)
        if replay.Kept.used != used:
            ended["replayed"] = True
        if ended["is"] == "imported":
            goes_on = _examined(module, ended, state, now, inside, last)
        else:
            goes_on = "untouched" in ended
            ended["touched"] = touched.tell() if goes_on else touched.take()
            channel.send(ended)
        replay.end_lending(give_back=goes_on)
        if not goes_on:
            break


def _examined(
    module: list[Any],
    ended: dict[str, Any],
    state: live.Live,
    now: imports.Before,
    inside: list[str],
    last: bool,
) -> bool:
    """Tell of a module that was imported; True if it is gone again."""
    ended["touched"] = touched.take() if last else touched.peek()
    channel.send(ended)  # what comes now is no doing of the package
    examination.take(state)
    record = None if last else examination.by_reading(module, state)
    if record is None:
        examination.examine([module], state)
        return False
    if undone.take_back(module[0], now, state, inside):
        record["untouched"] = True
        touched.tell()
    channel.send(record)
    return "untouched" in record
