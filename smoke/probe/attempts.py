"""One import after the other in one process, as long as each fails and leaves the process as it was.

    remember()                   before any code of the package
    each(job, before, begin)     the modules of a job "attempts" that were tried, with their records

What `untouched` proves and `replay` gives back makes the process the same before each of them.
"""

from __future__ import annotations

from . import imports, replay, touched, untouched

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` is not loaded before the checked import
    from collections.abc import Iterator
    from typing import Any, Callable


def remember() -> None:
    """Nothing of the package has run in this process, nor in what it was forked from."""
    untouched.remember()


def each(
    job: dict[str, Any], before: imports.Before, begin: Callable[[], None]
) -> Iterator[tuple[list[Any], dict[str, Any]]]:
    """Each module of the job that was tried, with the record of its import; `begin` is called before.

    Their parent is imported first, if the job names one; if that fails, none is tried.
    """
    now, inside = before, job["inside"]
    if job["parent"] is not None:
        begin()
        if imports.attempt(job["parent"])["is"] != "imported":
            return
        touched.keep()
        now = imports.Before()

    def judge(error: BaseException) -> bool:
        return untouched.by(error, now, inside)

    modules = job["modules"]
    for module in modules:
        begin()
        replay.lend()
        ended = imports.attempt(module[0], None if module is modules[-1] else judge)
        replay.end_lending(give_back="untouched" in ended)
        ended["loaded"] = before.added(inside)
        ended["touched"] = touched.tell() if "untouched" in ended else touched.take()
        yield module, ended
        if "untouched" not in ended:
            break
