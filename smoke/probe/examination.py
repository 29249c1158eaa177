"""The examination of modules that are imported: a record for each, with all that the run wants to know.

A package can forbid it (by an audit hook), or leave no memory for it: then the record says so.
"""

from __future__ import annotations

from time import perf_counter

from . import channel, imports, live, names, restraint, touched, unbound

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` is not loaded before the checked import
    from typing import Any, Callable

_BaseException, _perf_counter = BaseException, perf_counter
_TOGETHER, _SOON = 50, 0.05  # modules, or seconds, after which it is told what was found


class Also:
    """What is collected besides, if it is asked for: the functions of `calls_made` and `latent`."""

    collect: Callable[[live.Live, str, str | None], list[list[object]]] | None = None
    collect_unexecuted: Callable[[str, str], list[list[object]]] | None = None
    latent: Callable[[live.Live, str, str | None], dict[str, object]] | None = None
    begin: Callable[[], None] | None = None


def examine(modules: list[list[Any]], state: live.Live) -> None:
    """Send the records of these modules, several at once where they come quickly; the last ones are kept."""
    told, since = [], _perf_counter()
    for name, path, wanted, asked in modules:
        told.append(_examined(state, name, path, wanted, asked))
        if len(told) >= _TOGETHER or _perf_counter() > since + _SOON:
            channel.send(*told)
            told, since = [], _perf_counter()
    channel.keep(*told)


def _examined(
    state: live.Live, name: str, path: str | None, wanted: list[str], asked: bool
) -> dict[str, object]:
    record = _look(state, name, path) if asked else _unasked(name)
    record["lacks"] = imports.lacking(name, wanted)
    record["touched"] = touched.peek()
    return record


def glance(modules: list[list[Any]], state: live.Live) -> None:
    """Examine what only has to be read, in a state, before it forks modules; say what is left."""
    told, left = restraint.sift(modules, lambda *of: _examined(state, *of))
    channel.send(*told, {"is": "looked", "left": left})
    state.find()  # what those who look at the others will ask
    state.forget()


def by_reading(module: list[Any], state: live.Live) -> dict[str, object] | None:
    """The record of a module that only has to be read, after which the process is as before; else None."""
    told, _left = restraint.sift([module], lambda *of: _examined(state, *of))
    state.forget()
    return told[0] if told else None


def take(state: live.Live, half_made: list[dict[str, Any]] | None = None) -> None:
    """Find the functions that the import has made, if the package lets us; not those of failed modules."""
    try:
        state.take(half_made)
    except _BaseException as error:
        _Forbidden.reason = imports.interference(error)
        if _Forbidden.reason is None:
            raise


def _unasked(name: str) -> dict[str, object]:
    """For a module that was only imported because others depend on whether it does."""
    return {"is": "unexamined", "module": name, "reason": "nobody asked for it"}


def _look(state: live.Live, name: str, path: str | None) -> dict[str, object]:
    """The record of one examination; a package can forbid it (audit hooks) or leave no memory for it."""
    reason = _Forbidden.reason
    if reason is None:
        try:
            record = names.examine(state, name, path)
            if record["is"] == "names":
                record["locals"] = unbound.examine(state, name, path)
            if Also.collect is not None and record["is"] == "names":
                restraint.need("an analysis of calls")
                record["calls"] = Also.collect(state, name, path)
            if Also.latent is not None and record["is"] == "names":
                record.update(Also.latent(state, name, path))
            return record
        except restraint.CloserLook:
            raise
        except _BaseException as error:
            reason = imports.interference(error)
            if reason is None:
                raise
    return {"is": "unexamined", "module": name, "reason": reason}


class _Forbidden:
    """Why there is no examination in this process, and in those that it forks."""

    reason: str | None = None
