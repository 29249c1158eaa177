"""The checked import itself, and what became of it as one record."""

from __future__ import annotations

import _thread
import os
import sys
from importlib import import_module
from time import perf_counter

from . import channel, failures, objects, surroundings

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` is not loaded before the checked import
    from typing import Any, Callable

    Record = dict[str, Any]

_import_module, _perf_counter, _listdir = import_module, perf_counter, os.listdir
_modules, _streams, _exit = sys.modules, (sys.stdout, sys.stderr), os._exit
_ATTEMPTS, _Module = (None,) * 20, type(sys)
_TOOLS, _get_events, _set_events = surroundings.TOOLS, surroundings.get_events, surroundings.set_events
_events = surroundings.events
_AT_START = frozenset(_modules)  # what the probe itself may use
_BaseException, _len, _CODE = BaseException, len, SystemExit.__dict__["code"].__get__


def attempt(name: str, judge: Callable[[BaseException], bool] | None = None) -> Record:
    """Import `name` and describe how that ended: an imported, raised, exited or skipped record.

    `judge` says of an exception whether it left the process "untouched".
    """
    seconds, error = timed(name)
    if error is None:
        ended: Record = {"is": "imported", "file": origin(name), "threads": threads()}
    else:
        ended = _exited(error) if SystemExit in failures.bases(error) else _raised(error)
    ended["seconds"] = seconds
    flush()
    if error is not None and judge is not None and judge(error):
        ended["untouched"] = True
    return ended


def timed(name: str) -> tuple[float, BaseException | None]:
    """Import `name`: the seconds that it took, and what it raised."""
    started = _perf_counter()
    error = hand_over_to(_import_module, name)
    return round(_perf_counter() - started, 6), error


def hand_over_to(function: Callable[..., object], *arguments: object) -> BaseException | None:
    """Run foreign code in its own surroundings; what it raised, or None.

    Returns only in the process that called: what the package has forked and lets run on ends here.
    """
    error: BaseException | None = None
    surroundings.hand_over()
    _events.clear()
    try:
        function(*arguments)
    except _BaseException as raised:  # whatever the package raises is data
        error = raised
    for tool in _TOOLS:  # not in a function: to call one is an event
        try:
            chosen = _get_events(tool)
            if chosen:
                _set_events(tool, 0)
                _events.append((tool, chosen))
        except _BaseException:
            pass
    for _attempt in _ATTEMPTS:
        try:
            surroundings.take_back()
            break
        except _BaseException:  # of a handler or a hook of the package that was still active
            pass
    if not channel.is_mine():
        _exit(0)
    return error


def loaded() -> set[str]:
    """The names in `sys.modules` with a real entry."""
    return {key for key, value in list(_modules.items()) if value is not None and type(key) is str}


class Before:
    """What was loaded at some moment, and the name that had come last.

    New names come after that one. To look at those before it would cost a forked process a copy of every
    page on which one of them lies: as long as many an import takes.
    """

    def __init__(self) -> None:
        self.names = loaded()
        self.last = _last()
        self.count = _len(_modules)

    def is_now(self) -> bool:
        """True if nothing has come since."""
        return self.last is not None and self.last is _last()

    def is_still(self) -> bool:
        """True if nothing has come or gone since."""
        return self.is_now() and self.count == _len(_modules)

    def is_followed_by(self, name: str) -> bool:
        """True if this name has come since, and nothing else has come or gone."""
        latest = reversed(_modules)  # type: ignore[call-overload, unused-ignore]
        new, last = next(latest, None), next(latest, None)
        one_more = last is self.last and self.count + 1 == _len(_modules)
        return one_more and type(new) is str and new == name

    def added(self, inside: list[str]) -> list[str]:
        """What has come since at or below the names `inside`, sorted."""
        try:
            new = self._new()
        except RuntimeError:  # a thread of the package imports meanwhile
            new = loaded() - self.names
        return sorted(key for key in new if key.partition(".")[0] in inside)

    def _new(self) -> set[str]:
        found = set()
        for key in reversed(_modules):  # type: ignore[call-overload, unused-ignore]
            if key is self.last:
                break
            if type(key) is str and key not in self.names and _modules.get(key) is not None:
                found.add(key)
        return found


def _last() -> object:
    return next(reversed(_modules), None)  # type: ignore[call-overload, unused-ignore]


def lacking(name: str, wanted: list[str]) -> list[str]:
    """Which of the wanted names the module does not have, read without running any of its code."""
    module = _modules.get(name)
    try:
        names = object.__getattribute__(module, "__dict__")
    except AttributeError:
        return list(wanted)
    missing = [each for each in wanted if each not in names]
    return [each for each in missing if each not in _offered(module, names)] if missing else missing


def _offered(module: object, names: dict[str, object]) -> list[object]:
    """What a module has in its class, and what it says that its `__getattr__` makes (`__all__`)."""
    kinds = [each for each in objects.bases(type(module)) if each is not _Module and each is not object]
    contents = [names, *map(objects.class_dict, kinds)]
    found: list[object] = [name for content in contents for name in content]
    if "__getattr__" in found:
        listed = [content.get("__all__") for content in contents]
        found += [name for each in listed if isinstance(each, (list, tuple)) for name in tuple(each)]
    return found


def origin(name: str) -> str | None:
    """Where the module says it came from, read without running any of its code."""
    module = _modules.get(name)
    try:
        spec = object.__getattribute__(module, "__dict__").get("__spec__")
        origin = object.__getattribute__(spec, "__dict__").get("origin")
    except _BaseException:  # no real module or spec, or an audit hook
        return None
    return origin if type(origin) is str else None


def threads() -> int:
    """How many operating-system threads and interval timers this process has: what a fork would lose."""
    try:
        return len(_listdir("/proc/self/task")) + surroundings.timers()
    except _BaseException:  # no /proc, or an audit hook: only Python's own threads can be counted
        return 1 + _thread._count() + surroundings.timers()


def is_monitored() -> bool:
    """True if a tool of the package listens to `sys.monitoring`."""
    return bool(_events)


def interference(error: BaseException) -> str | None:
    """What to say when the package, not the probe, has made our own work fail; None if it is ours."""
    if MemoryError in failures.bases(error):
        return "there is no memory left to examine it"
    try:
        module = failures.deepest_module(error)
    except _BaseException:  # an audit hook forbids even that
        module = ""
    if failures.is_ours(module) or module in _AT_START:
        return None
    said = "%s: %s" % (failures.bases(error)[0].__name__, failures.text(error, 500))
    return "code of %s forbids to examine it (%s)" % (module or "the package", said)


def flush() -> None:
    """Push out what the package printed; its own replacements of the streams are left alone."""
    for stream in _streams:
        try:
            stream.flush()
        except Exception:  # closed or broken by the package: its output is lost, nothing else
            pass


def _raised(error: BaseException) -> Record:
    if failures.is_skip(error):
        return {"is": "skipped", "reason": failures.text(error)}
    return {"is": "raised", "chain": failures.describe(error)}


def _exited(error: BaseException) -> Record:
    code = _CODE(error)
    message = None if code is None or type(code) is int else failures.text(code)
    return {"is": "exited", "status": _status(code), "message": message, "frames": failures.frames(error)}


def _status(code: object) -> int:
    """What the interpreter would make of it: a number that is too large for the system becomes -1."""
    if type(code) is int:
        return code if -(2**31) <= code < 2**31 else 255
    return 0 if code is None else 1
