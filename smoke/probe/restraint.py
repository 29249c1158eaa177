"""What must not be done in a process from which others will be forked, so that nothing there shows.

A state looks at the modules that it has loaded before it forks other ones: its memory is its own then,
and to look costs a fraction of what it costs in a copy. But whatever runs in it is part of the state in which
its children begin. So while it looks, it only reads. Whatever needs more (a file, a collection of
garbage, a question to the package, an analysis that takes its time) says so by `need`, and the module is
left to a copy of the process.
"""

from __future__ import annotations

from time import perf_counter

from . import touched

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` is not loaded before the checked import
    from typing import Any, Callable

    Record = dict[str, Any]

_perf_counter = perf_counter
_LONGEST = 1.0  # seconds for which those wait that want to be forked


class CloserLook(Exception):
    """The module cannot be told by reading alone."""


class _Now:
    only_reading = False


def need(what: str) -> None:
    """Go on, unless this process may only read.

    Raises: CloserLook if it may not; `what` is for whoever debugs that.
    """
    if _Now.only_reading:
        raise CloserLook(what)


def sift(modules: list[list[Any]], examine: Callable[..., Record]) -> tuple[list[Record], list[str]]:
    """The records of the modules that only have to be read, and the names of the others.

    Where a package has an audit hook, to read would run its code, so none is read. `modules` are the
    arguments of `examine`, beginning with the name.
    """
    told: list[Record] = []
    left: list[str] = []
    until = _perf_counter() + _LONGEST
    _Now.only_reading = True
    for arguments in modules:
        try:
            if touched.hooks() or _perf_counter() > until:
                raise CloserLook
            told.append(examine(*arguments))
        except CloserLook:
            left.append(arguments[0])
    _Now.only_reading = False
    return told, left
