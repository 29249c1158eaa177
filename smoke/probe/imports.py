"""The checked import itself, and what became of it as one record."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from time import perf_counter

from . import failures

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` is not loaded before the checked import
    from typing import Any

    Record = dict[str, Any]

_import_module, _perf_counter, _listdir = import_module, perf_counter, os.listdir
_modules, _streams = sys.modules, (sys.stdout, sys.stderr)


def attempt(name: str) -> Record:
    """Import `name` and describe how that ended: an imported, raised, exited or skipped record."""
    started = _perf_counter()
    try:
        _import_module(name)
    except SystemExit as error:
        ended = _exited(error)
    except BaseException as error:  # whatever the package raises is data
        ended = _raised(error)
    else:
        ended = {"is": "imported", "file": _file(name), "threads": threads()}
    ended["seconds"] = round(_perf_counter() - started, 6)
    flush()
    return ended


def loaded(inside: list[str] | None = None) -> set[str]:
    """The names in `sys.modules` with a real entry: all, or those at or below `inside`."""
    found = {key for key, value in list(_modules.items()) if type(key) is str and value is not None}
    if inside is None:
        return found
    tops = set(inside)
    return {key for key in found if key.partition(".")[0] in tops}


def lacking(name: str, wanted: list[str]) -> list[str]:
    """Which of the wanted names the module does not have, read without running any of its code."""
    try:
        names = object.__getattribute__(_modules.get(name), "__dict__")
    except AttributeError:
        return list(wanted)
    return [each for each in wanted if each not in names]


def threads() -> int:
    """How many operating-system threads this process has."""
    try:
        return len(_listdir("/proc/self/task"))
    except OSError:  # no /proc: only Python's own threads can be counted
        import _thread

        return 1 + _thread._count()


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


def _exited(error: SystemExit) -> Record:
    code = error.code
    status = code if type(code) is int else (0 if code is None else 1)
    message = None if code is None or type(code) is int else failures.text(error)
    return {"is": "exited", "status": status, "message": message, "frames": failures.frames(error)}


def _file(name: str) -> str | None:
    """Where the module says it came from, read without running any of its code."""
    module = _modules.get(name)
    try:
        spec = object.__getattribute__(module, "__dict__").get("__spec__")
        origin = object.__getattribute__(spec, "__dict__").get("origin")
    except AttributeError:
        return None
    return origin if type(origin) is str else None
