"""Which files and folders an import looked at: what the parent's cache must find unchanged.

An audit hook sees what `sys.modules` no longer shows: modules that failed and were caught, data
files, folders that were searched in vain. A *file* was executed or opened for reading (it may not
even exist); a folder was *listed* by code of a package, or *searched* by the import system, which
cares for importable names only. What is written is not what an import depends on.

A process tells only what the one that it was forked from has not told: the parent adds that up.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` is not loaded before the checked import
    from collections.abc import Iterator
    from typing import Any, Callable

    Kind = tuple[set[str], Callable[[str], None]]  # what was told of it, and how to add to what is new

_LIMIT = 1_000_000  # characters of all paths in one record; who touches more is not cached
_MACHINE = ("/proc/", "/dev/", "/sys/")  # what is read there differs from one moment to the next
_OWN, _SEP = os.path.dirname(os.path.abspath(__file__)) + os.sep, os.sep
_IMPORTERS, _MODULES = sys.path_importer_cache, sys.modules
_IMPORT_SYSTEM = "<frozen importlib"
_IMPORT_SYSTEM_NAMES = sys.modules["_frozen_importlib_external"].__dict__
_OBSERVED = frozenset(["sys.settrace", "sys.setprofile", "sys.monitoring.register_callback"])
_getcwd, _getframe, _str, _bytes, _int, _type = os.getcwd, sys._getframe, str, bytes, int, type
_fsdecode, _BaseException, _WRITING = os.fsdecode, BaseException, os.O_WRONLY | os.O_RDWR

_KINDS = ("files", "listed", "searched")
_news: dict[str, set[str]] = {kind: set() for kind in _KINDS}  # what nobody has been told
_told: dict[str, set[str]] = {kind: set() for kind in _KINDS}
_files, _listed, _searched = ((_told[kind], _news[kind].add) for kind in _KINDS)
_kept: set[str] = set()  # files that count for every import of this process
_hooks: list[None] = []  # one for each audit hook that came after ours


_names: dict[str, tuple[str, ...]] = {}  # in the code of modules, by file


class Executed:
    """The code that the import system, `exec` and `eval` have run, where somebody wants to know."""

    codes: list[Any] | None = None


class _Last:
    """The folder that the import system looked at last: newer ones come after it."""

    place: object = None


def watch() -> None:
    """From now on; what is loaded already counts as well."""
    sys.addaudithook(_notice)
    for module in list(_MODULES.values()):
        path: Any = getattr(module, "__file__", None)  # before any package runs: these are the interpreter's
        if _type(path) is _str:
            _note(path, _files)


def take() -> dict[str, list[str]] | None:
    """What was touched since the last `take`, here or where this was forked from; None: too much."""
    _look_at_importers()
    new = {kind: _news[kind].copy() for kind in _KINDS}
    for kind in _KINDS:
        _told[kind].update(new[kind])
        _news[kind].difference_update(new[kind])
    return _record(new)


def tell() -> dict[str, list[str]] | None:
    """The same, for an import that leaves the process as it was before: the next one begins anew.

    It opens its own files. A folder that the import system has looked at is not looked at again, so the
    next one tells of it, too.
    """
    found = peek()
    _news["files"].intersection_update(_kept)
    return found


def forget(paths: list[str]) -> None:
    """These are files of our own."""
    _news["files"].difference_update(paths)


def keep() -> None:
    """What was touched so far is what each import of this process depends on."""
    _kept.update(_news["files"])


def hooks() -> int:
    """How many audit hooks have come after ours: they are never told apart, and never leave."""
    return len(_hooks)


def names_at_module_level(path: str) -> tuple[str, ...]:
    """The names in the code of a module's own level, as it ran in this process or the ones before it."""
    return _names.get(path, ())


def peek() -> dict[str, list[str]] | None:
    """The same, and the next one tells it again."""
    _look_at_importers()
    return _record(_news)


def _record(new: dict[str, set[str]]) -> dict[str, list[str]] | None:
    """The paths that count. Only new ones are looked at: a forked process would copy the page of each."""
    paths = {kind: sorted(filter(_counts, new[kind].copy())) for kind in _KINDS}
    return paths if sum(len(path) for kind in _KINDS for path in paths[kind]) <= _LIMIT else None


def _look_at_importers() -> None:
    try:
        new = list(_new_importers())
    except RuntimeError:  # a thread of the package imports meanwhile
        new = list(_IMPORTERS)
    for place in new:
        if _type(place) is _str:
            _note(place, _searched)
    _Last.place = next(reversed(_IMPORTERS), None)  # type: ignore[call-overload, unused-ignore]


def _new_importers() -> Iterator[object]:
    for place in reversed(_IMPORTERS):  # type: ignore[call-overload, unused-ignore]
        if place is _Last.place:
            break
        yield place


def _notice(event: str, arguments: tuple[Any, ...]) -> None:
    """The hook. It sees every event of the process: what is not looked for must cost nothing."""
    if event == "open":
        path, _mode, flags = arguments
        if _type(flags) is _int and not flags & _WRITING:
            _note(path, _files)
    elif event == "exec":
        code = arguments[0]
        if Executed.codes is not None:
            Executed.codes.append(code)
        path = code.co_filename
        if path[:1] != "<":
            _note(path, _files)
            if code.co_name == "<module>" and path not in _names:  # it may run parts of its own file again
                _names[path] = code.co_names
    elif event == "import":
        if arguments[1] is not None:  # an extension module
            _note(arguments[1], _files)
    elif event == "os.listdir":
        _note(arguments[0], _searched if _is_search() else _listed)
    elif event == "os.scandir":
        _note(arguments[0], _listed)
    elif event == "sys.addaudithook":
        _hooks.append(None)
    elif event in _OBSERVED:
        _IMPORT_SYSTEM_NAMES.pop("compile", None)  # a frame of ours (`compiled`) would be seen there


def _note(path: Any, kind: Kind) -> None:
    if path is None:
        path = "."
    if _type(path) is _bytes:
        path = _fsdecode(path)
    if _type(path) is _str:
        told, add = kind
        path = _absolute(path)
        if path not in told:
            add(path)


def _absolute(path: str) -> str:
    if path[:1] == "/":
        return path
    try:
        return _getcwd() + "/" + path if path not in ("", ".") else _getcwd()
    except OSError:  # the current folder is gone
        return "/" + path


def _is_search() -> bool:
    """True if it is the import system that lists a folder (`FileFinder`)."""
    try:
        return _getframe(2).f_code.co_filename.startswith(_IMPORT_SYSTEM)
    except _BaseException:  # a hook of the package forbids to look
        return False


def _counts(path: str) -> bool:
    """Not bytecode, whose sources count themselves, and not what the machine shows of itself."""
    if path.endswith(".pyc") and ("/__pycache__/" in path or path.startswith(sys.pycache_prefix or "\0")):
        return False
    return not path.startswith(_MACHINE) and not (path + _SEP).startswith(_OWN)
