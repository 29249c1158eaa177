"""Sources without bytecode beside them are compiled once for a run, not in each process that imports them.

    gather(path)     in a process that scans: what the import system compiles is kept for the file at `path`
    write()          write that file
    learn(paths)     in the bare interpreter: processes that are forked from it have what these files hold

The import system asks for code as ever; where it would compile, the name and the content of the source are
looked up. Code whose compilation warns of something is compiled by everybody, so that everybody is warned.
"""

from __future__ import annotations

import marshal
import os
import sys
from _imp import source_hash
from types import CodeType

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` is not loaded before the checked import
    from typing import Any

    Key = tuple[str, bytes]

_compile, _type, _loads, _dumps, _source_hash = compile, type, marshal.loads, marshal.dumps, source_hash
_IMPORT_SYSTEM = sys.modules["_frozen_importlib_external"].__dict__
_SALT = 0x736D6F6B65  # any number: both sides are this process
_MOST = 64_000_000  # bytes of code in one file

_known: dict[Key, bytes] = {}
_gathered: dict[Key, bytes] = {}


class _Now:
    place = ""  # the file for what is gathered
    size = 0


def gather(path: str) -> None:
    """From now on."""
    _Now.place = path
    _IMPORT_SYSTEM["compile"] = _compile_and_keep


def write() -> None:
    """Write what was gathered; no file if that is nothing, or if there is no room for it."""
    if not _gathered:
        return
    try:
        with open(_Now.place, "wb") as stream:
            stream.write(_dumps(_gathered))
    except OSError:  # then each process compiles for itself
        pass


def learn(paths: list[str]) -> None:
    """Take what was written, and remove the files."""
    for path in paths:
        try:
            with open(path, "rb") as stream:
                _known.update(_loads(stream.read()))
        except (OSError, EOFError, ValueError, TypeError):  # gone, or only half of it is there
            pass
        try:
            os.unlink(path)
        except OSError:
            pass
    if _known:
        _IMPORT_SYSTEM["compile"] = _compile_unless_known


def _key(source: Any, path: Any) -> Key | None:
    usual = _type(source) is bytes and _type(path) is str
    return (path, _source_hash(_SALT, source)) if usual else None


def _compile_and_keep(source: Any, path: Any, mode: str, **options: Any) -> Any:
    import warnings

    key = _key(source, path)
    if key in _known:  # from an earlier scan
        return _compile_unless_known(source, path, mode, **options)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        code = _compile(source, path, mode, **options)
    if key is not None and not caught and _type(code) is CodeType and _Now.size < _MOST:
        _gathered[key] = _dumps(code)
        _Now.size += len(_gathered[key])
    return code


def _compile_unless_known(source: Any, path: Any, mode: str, **options: Any) -> Any:
    known = _known.get(_key(source, path) or ("", b""))
    return _compile(source, path, mode, **options) if known is None else _loads(known)
