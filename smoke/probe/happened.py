"""What happens while modules are imported, beyond their import: warnings and effects on the surroundings.

    Warned().of(name, path)    [[category, message, path, line, function], …]
    Effects().of(name)         [[kind, what, path, line, function], …]

Made before the checked import and only if somebody wants to know: filters for warnings are opened, an audit
hook listens. Each thing belongs to the module whose code was running when it happened: of the frames of
the target the innermost. What leaves no event (`sys.path`, signal handlers, filters of warnings, the root
logger) is compared before and after; it has no line here ("" and 0), which module it was is for the parent
to tell.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import os
import sys
import warnings
from time import sleep

from . import imports, surroundings

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` is not loaded before the checked import
    from typing import Any

    Place = tuple[str, str, int, str]  # module, path, line, function

_MOST = 1000  # things of one process
_DEPTH = 200  # frames that are looked at
_TEXT = 300  # characters of what is said
_getframe, _str, _len, _type, _repr = sys._getframe, str, len, type, repr
_modules, _fsdecode, _sleep = sys.modules, os.fsdecode, sleep
_PATIENCE = 30  # times a hundredth of a second: a thread that was joined may take that long to vanish
_catch, _simplefilter, _open, _compile = warnings.catch_warnings, warnings.simplefilter, open, compile
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CACHES = ("__pycache__", os.sep + ".cache" + os.sep)
_MACHINE = ("/dev/", "/proc/", "/sys/")
_NETWORK = ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")
_PROCESSES = (
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.fork",
    "pty.spawn",
)
_FILES = (
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.link",
    "os.symlink",
    "os.truncate",
    "os.chmod",
)
_THREADS = ("_thread.start_new_thread", "_thread.start_joinable_thread")  # PYVERSIONS: the second from 3.13
_KINDS = {
    **dict.fromkeys(_NETWORK, "network"),
    **dict.fromkeys(_PROCESSES, "process"),
    **dict.fromkeys(_FILES, "file"),
    **dict.fromkeys(_THREADS, "thread"),
    "os.chdir": "cwd",
    "os.putenv": "environment",
    "os.unsetenv": "environment",
    "open": "file",
}


class Warned:
    """The warnings of this process and of those that it was forked from."""

    def __init__(self) -> None:
        self._seen: list[tuple[str, str, list[Place]]] = []
        _simplefilter("always")
        warnings._showwarnmsg_impl = self._note  # type: ignore[attr-defined]  # `catch_warnings` puts its own there

    def of(self, name: str, path: str | None) -> list[list[object]]:
        """Those that the module's own code caused, and those of compiling it, which a .pyc hides."""
        found: list[list[object]] = []
        for category, message, places in self._seen:
            place = _innermost(places, name)
            if place is not None:
                found.append([category, message, *place[1:]])
        return found + (_of_compiling(path) if path is not None and path.endswith(".py") else [])

    def _note(self, message: Any) -> None:
        if _len(self._seen) < _MOST:
            places = _told_of(_places(), message.filename, message.lineno)
            self._seen.append((message.category.__name__, _said(message.message), places))


class Effects:
    """What this process, and those that it was forked from, did to its surroundings."""

    def __init__(self) -> None:
        self._seen: list[tuple[str, str, list[Place]]] = []
        self._before = _snapshot()
        sys.addaudithook(self._listen)

    def begin(self) -> None:
        """The module's import begins: what is so now is nobody's doing."""
        self._before = _snapshot()

    def of(self, name: str) -> list[list[object]]:
        """Those that the module's own code caused, and what is not as before, each once."""
        found: list[list[object]] = []
        threads = _count_threads()
        for kind, what, places in self._seen:
            place = _innermost(places, name)
            if place is not None and (kind != "thread" or threads > 1):
                entry: list[object] = [kind, what, *place[1:]]
                if entry not in found:
                    found.append(entry)
        after = _snapshot()
        changed = [kind for kind in after if after[kind] != self._before[kind]]
        # PYVERSIONS: before 3.12 no event tells who started a thread
        if threads > 1 and not any(entry[0] == "thread" for entry in found):
            found.append(["thread", "starts a thread", "", 0, ""])
        return found + [[kind, after[kind][:_TEXT], "", 0, ""] for kind in changed]

    def _listen(self, event: str, arguments: tuple[Any, ...]) -> None:
        kind = _KINDS.get(event)
        if kind is None or _len(self._seen) >= _MOST:
            return
        what = _described(event, kind, arguments)
        if what is not None:
            self._seen.append((kind, what, _places()))


def _described(event: str, kind: str, arguments: tuple[Any, ...]) -> str | None:
    """What was done, in a few words; None for what is no effect."""
    if kind == "thread":
        return "starts a thread"
    if event == "open":
        path, _mode, flags = arguments
        if _type(flags) is not int or not flags & _WRITES or _type(path) not in (str, bytes):
            return None
        text = _fsdecode(path)
        ours = text.startswith(_MACHINE) or any(each in text for each in _CACHES)
        return None if ours else "writes the file " + text[:_TEXT]
    if kind == "file" and any(each in _said(arguments[0]) for each in _CACHES):
        return None
    told = (
        arguments[1:2]
        if event.startswith("socket.") and event[7:] in ("connect", "bind", "sendto")
        else arguments[:1]
    )
    return "%s(%s)" % (event, ", ".join(_said(each) for each in told))


def _said(value: Any) -> str:
    """A value as text; of foreign objects only the type."""
    if _type(value) is str:
        return _str(value)[:_TEXT]
    if _type(value) is bytes:
        return _fsdecode(value)[:_TEXT]
    if _type(value) in (int, tuple, list, type(None)):
        return _repr(value)[:_TEXT]
    try:
        return _str(value)[:_TEXT]
    except BaseException:  # the package's own __str__ may do anything
        return _type(value).__name__


def _places() -> list[Place]:
    """Where it happened, innermost first, without the import system's frames and ours."""
    found: list[Place] = []
    frame: Any = _getframe(2)
    while frame is not None and _len(found) < _DEPTH:
        module = frame.f_globals.get("__name__")
        if _type(module) is str and not module.startswith(("importlib.", "_smoke_probe")):
            code = frame.f_code
            if not code.co_filename.startswith("<frozen "):
                found.append((module, code.co_filename, frame.f_lineno or 0, code.co_name))
        frame = frame.f_back
    return found


def _told_of(places: list[Place], path: object, line: object) -> list[Place]:
    """The frames from the one on that the warning itself blames (`stacklevel`)."""
    for index, place in enumerate(places):
        if place[1] == path and place[2] == line:
            return places[index:]
    return places


def _innermost(places: list[Place], name: str) -> Place | None:
    """The innermost frame of the target, if it is this module's."""
    top = name.partition(".")[0]
    for place in places:
        if place[0].partition(".")[0] == top:
            return place if place[0] == name else None
    return None


def _of_compiling(path: str) -> list[list[object]]:
    """The warnings that the compiler has about a source file."""
    try:
        with _open(path, "rb") as file:
            source = file.read()
        with _catch(record=True) as log:
            _simplefilter("always")
            _compile(source, path, "exec", dont_inherit=True)
    except Exception:  # unreadable, or no Python for this version: the import has said so
        return []
    return [
        [each.category.__name__, _said(each.message), path, each.lineno, "<module>"] for each in log or ()
    ]


def _snapshot() -> dict[str, str]:
    """What no audit event tells of, as text."""
    return {
        "sys.path": os.pathsep.join(each for each in sys.path if _type(each) is str),
        "signals": " ".join("%d" % number for number in _signal.valid_signals() if _is_handled(number)),
        "warning filters": ", ".join(_filter(each) for each in warnings.filters),
        "root logger": _root_logger(),
    }


def _filter(one: Any) -> str:
    """A filter of warnings as text: its action and the category."""
    return "%s %s" % (one[0], getattr(one[2], "__name__", "?")) if _type(one) is tuple else "?"


def _is_handled(number: int) -> bool:
    return callable(_signal.getsignal(number)) and number != _signal.SIGINT


def _root_logger() -> str:
    """Level and number of handlers of the root logger, read without importing `logging`."""
    root = getattr(_modules.get("logging"), "root", None)
    handlers = getattr(root, "handlers", ())
    return "level %s, %d handlers" % (getattr(root, "level", 30), _len(handlers))


def _count_threads() -> int:
    """How many threads there are that do not end within a moment."""
    count = 1
    for _ in range(_PATIENCE):
        count = imports.threads() - surroundings.timers()
        if count < 2:
            break
        _sleep(0.01)
    return count
