"""An import that failed in a state fails in the processes forked from it, without being executed again.

Modules that are certain to import one that raises would each execute it up to there. So a state keeps
the exception, with what it had loaded by then, and where a forked process comes to the import for the
first time the exception is raised again, with the traceback that it had below that import. From then
on everything is as it was: who imports it once more executes it.

What is kept are the modules that the traceback shows as running (the one imported, and those that it was
importing, down to the one that raised), as far as Python's own finder and loader have executed them. They are
found as ever; only the loader of what is found has another `exec_module`.
"""

from __future__ import annotations

import os
import sys
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import FileFinder, SourceFileLoader, SourcelessFileLoader

from . import failures

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` is not loaded before the checked import
    from types import TracebackType
    from typing import Any, Callable

_IMPORTERS, _MODULES, _get, _type = sys.path_importer_cache, sys.modules, dict.get, type
_LOADERS = (SourceFileLoader, SourcelessFileLoader)
_dirname, _Exception = os.path.dirname, Exception
_traceback = BaseException.__dict__["__traceback__"].__get__
# So Python takes the frame for one of its own and leaves it out of the tracebacks of packages.
_AS: dict[str, Any] = {"co_filename": "<frozen importlib._bootstrap>", "co_name": "_call_with_frames_removed"}


class Kept:
    """One failure: by name of a module, the traceback from its own code on."""

    used = 0  # how often one was raised again, in this process or in those that it was forked from

    def __init__(self, error: BaseException, below: dict[str, TracebackType]) -> None:
        self._error: BaseException | None = error
        self._below = below

    @property
    def waits(self) -> bool:
        """True until it has been raised again."""
        return self._error is not None

    def take(self, name: str) -> BaseException:
        """The exception as it is to be raised for this module; it is not kept any more."""
        error, below = self._error, self._below
        self._error, self._below = None, {}
        Kept.used += 1
        assert error is not None  # it waits
        if _Lent.seen is not None:
            _Lent.seen.append((self, error, below))
        return error.with_traceback(below[name])


    def put_back(self, error: BaseException, below: dict[str, TracebackType]) -> None:
        """The opposite of `take`."""
        self._error, self._below = error, below
        Kept.used -= 1


class _Lent:
    """What was raised again since `lend`."""

    seen: list[tuple[Kept, BaseException, dict[str, TracebackType]]] | None = None


def lend() -> None:
    """From now on what is raised again may be given back."""
    _Lent.seen = []


def end_lending(*, give_back: bool) -> None:
    """The process is as it was before, the failures that are kept included; or else it is not."""
    seen, _Lent.seen = _Lent.seen or [], None
    if give_back:
        for kept, error, below in seen:
            kept.put_back(error, below)


def keep(name: str, error: BaseException, inside: list[str]) -> list[str]:
    """Have this failure of the import of `name` raised again; the modules for which that is, `name` first.

    Empty if it cannot be kept: `name` was not executed, or not in the usual way, or it raised
    what no handler of ordinary exceptions would catch, or what says of a module at or below the names
    `inside` that it is not there, or something not in it: whoever imports `name` may be that module.
    """
    if _Exception not in failures.bases(error) or _is_about(error, inside):
        return []
    running = _running(error)
    if next(iter(running), None) != name:
        return []
    kept = Kept(error, {each: tb for each, (tb, _finder) in running.items()})
    for each, (_tb, finder) in running.items():
        _failing(finder)[each] = kept
    return list(running)


def _is_about(error: BaseException, inside: list[str]) -> bool:
    """Whether some exception of the chain may be about a module that is not yet all there."""
    for each in failures.chain(error):
        kinds = failures.bases(each)
        missing = ModuleNotFoundError in kinds and failures.imported(each).partition(".")[0] not in inside
        if AttributeError in kinds or (ImportError in kinds and not missing):
            return True
    return False


def namespaces(error: BaseException) -> list[dict[str, Any]]:
    """The globals of the code that was running when it was raised."""
    found, tb = [], _traceback(error)
    while tb is not None:
        found.append(tb.tb_frame.f_globals)
        tb = tb.tb_next
    return found


def _running(error: BaseException) -> dict[str, tuple[TracebackType, FileFinder]]:
    """The modules that were running and are gone now, outermost first: traceback from there, finder."""
    found: dict[str, tuple[TracebackType, FileFinder]] = {}
    tb = _traceback(error)
    while tb is not None:
        name: Any = _get(tb.tb_frame.f_globals, "__name__")
        finder = _finder(name, tb) if _type(name) is str and name not in found else None
        if finder is not None:
            found[name] = tb, finder
        tb = tb.tb_next
    return found


def _finder(name: str, tb: TracebackType) -> FileFinder | None:
    """What would find this module, if the frame is that of the module's own code, run in the usual way."""
    frame = tb.tb_frame
    spec: Any = _get(frame.f_globals, "__spec__")
    if frame.f_code.co_name != "<module>" or _type(spec) is not ModuleSpec or spec.name != name:
        return None
    if name in _MODULES or _type(spec.loader) not in _LOADERS or _type(spec.origin) is not str:
        return None
    folder = _dirname(spec.origin)
    if spec.submodule_search_locations is not None:
        folder = _dirname(folder)
    finder: Any = _IMPORTERS.get(folder)
    usual: bool = _type(finder) is FileFinder
    return finder if usual else None


def _failing(finder: Any) -> dict[str, Kept]:
    """The failures that a finder serves, by module; it begins to serve them, if it did not."""
    if "_failing" not in finder.__dict__:
        finder._failing = {}
        finder.find_spec = _finding(finder, finder._failing)
    failing: dict[str, Kept] = finder._failing
    return failing


def _finding(finder: Any, failing: dict[str, Kept]) -> Callable[..., Any]:
    find = finder.find_spec

    def find_spec(fullname: str, target: Any = None) -> Any:
        spec = find(fullname, target)
        kept = failing.get(fullname)
        if kept is not None and kept.waits and spec is not None and _type(spec.loader) in _LOADERS:
            spec.loader.exec_module = _executing(spec.loader, fullname, kept)
        return spec

    return find_spec


def _executing(loader: Any, name: str, kept: Kept) -> Callable[[Any], None]:
    execute = loader.exec_module

    def exec_module(module: Any) -> None:
        if not kept.waits:
            execute(module)
        else:
            raise kept.take(name)

    exec_module.__code__ = exec_module.__code__.replace(**_AS)
    return exec_module
