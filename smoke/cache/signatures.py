"""What a file or folder looked like, as one short text, and whether it still looks like that.

A signature has a quick part, which one `stat` gives, and a digest of the content, the second look
for what was only copied, checked out or installed again. Ways to look at a path:

    file       size and time of change; the bytes
    listed     a folder as a package sees it: all names in it
    searched   a folder as the import system sees it: names that can be imported
    site       a folder of the interpreter's own path: those names, the distributions, and the bytes
               of what is executed when the interpreter starts (.pth files, finders, sitecustomize)

What does not exist has a signature too.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable

try:  # what `hashlib` takes it from, which takes 4 ms to load OpenSSL for other digests
    from _blake2 import blake2b
except ImportError:  # PYVERSIONS: it may move
    from hashlib import blake2b

FILE, LISTED, SEARCHED, SITE = WAYS = ("file", "listed", "searched", "site")
ABSENT = "-"

_FOLDER = "folder"  # instead of a digest where a file was expected
UNREAD = "?"  # instead of the digest of a file that is too large to be read for it
_LARGEST = 8 * 1024 * 1024  # bytes
_IMPORTABLE = (".py", ".pyc", ".so", ".pyd", ".pyw")
_DISTRIBUTIONS = (".dist-info", ".egg-info", ".egg-link", ".egg")
_AT_START = ("__editable__", "_editable_impl_", "sitecustomize", "usercustomize", "distutils-precedence")
_COARSE = 10**9  # nanoseconds: some file systems keep whole seconds only
_TICK = 20_000_000  # nanoseconds by which a file system's clock may lag behind


def of(path: str, way: str) -> str:
    """The signature of a path as it is now."""
    status = _status(path)
    if status is None:
        return ABSENT
    if not stat.S_ISDIR(status.st_mode):
        return f"{_quick(status)} {_content(path, status)}"
    return f"{_quick(status)} {_FOLDER if way == FILE else digest(_names(path, way))}"


def holds(path: str, way: str, known: str) -> bool:
    """True if what is there has the content of this signature, whatever its times."""
    status = _status(path)
    if status is None or known == ABSENT:
        return status is None and known == ABSENT
    quick, _, content = known.rpartition(" ")
    if stat.S_ISDIR(status.st_mode):
        return content == (_FOLDER if way == FILE else digest(_names(path, way)))
    if content == UNREAD:
        return quick.rpartition(":")[0] == _quick(status).rpartition(":")[0]
    return _size(quick) == _size(_quick(status)) and content == _content(path, status)


def at_once(path: str, way: str, known: str) -> bool:
    """True if one `stat` shows that the signature holds."""
    if way == SITE:  # bytes in it count, which its own time does not tell
        return False
    status = _status(path)
    return known == ABSENT if status is None else known.rpartition(" ")[0] == _quick(status)


def settled(path: str, since: int) -> bool:
    """True if nothing has written there since that time: what was read then is what is there now."""
    status = _status(path)
    if status is None:
        return True
    changed = max(status.st_mtime_ns, status.st_ctime_ns)
    return changed < since - (2 * _COARSE if changed % _COARSE == 0 else _TICK)


def content(signature: str) -> str:
    """The part of a signature that does not depend on times."""
    return signature.rpartition(" ")[2]


def digest(texts: Iterable[str]) -> str:
    """A short text for many."""
    joined = "\0".join(texts).encode("utf-8", "surrogatepass")
    return blake2b(joined, digest_size=10).hexdigest()


def of_bytes(data: bytes) -> str:
    """A short text for the content of a file."""
    return blake2b(data, digest_size=10).hexdigest()


def _status(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except (OSError, ValueError):
        return None


def _quick(status: os.stat_result) -> str:
    return f"{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}"  # the last one nobody can set back


def _size(quick: str) -> str:
    return quick.partition(":")[0]


def _content(path: str, status: os.stat_result) -> str:
    if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
        return UNREAD
    try:
        with open(path, "rb") as stream:
            return of_bytes(stream.read())
    except OSError:
        return UNREAD


def _names(folder: str, way: str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(filter(None, (_seen(entry, way) for entry in entries)))
    except OSError as error:
        return [f"/{error.errno}"]


def _seen(entry: os.DirEntry[str], way: str) -> str | None:
    """What counts of one entry; None for nothing."""
    name = entry.name
    if name.startswith(".") or name.endswith("~") or name == "__pycache__":
        return None
    if way == LISTED:
        return name
    if way == SITE and (name.endswith(".pth") or name.startswith(_AT_START)) and not _is_folder(entry):
        return f"{name} {_bytes_of(entry.path)}"
    if way == SITE and name.endswith(_DISTRIBUTIONS):
        return name
    if name.endswith(_IMPORTABLE):
        return name
    return f"{name}/" if name.isidentifier() and _is_folder(entry) else None


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _bytes_of(path: str) -> str:
    status = _status(path)
    return ABSENT if status is None else _content(path, status)
