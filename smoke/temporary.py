"""Temporary folders and files without `tempfile`, where that is easily done.

It loads `shutil` and `random`, and these archives and hashes: a megabyte and 6 ms of each run.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO


def folder(prefix: str) -> str:
    """A new folder for this user alone, where `tempfile.mkdtemp` would make it. *Raises* OSError."""
    given = (os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP"))
    above = next((each for each in given if each), "/tmp")
    path = os.path.join(os.path.abspath(above), prefix + os.urandom(8).hex())
    try:
        os.mkdir(path, 0o700)
    except OSError:
        import tempfile  # it knows other places

        return tempfile.mkdtemp(prefix=prefix)
    return path


def remove(path: str) -> None:
    """Such a folder is gone afterwards, as far as this user may remove what is in it."""
    try:
        os.rmdir(path)
    except FileNotFoundError:
        return
    except OSError:  # something is in it
        import shutil

        shutil.rmtree(path, ignore_errors=True)


def file() -> BinaryIO:
    """A file that nobody else can find, to be written and read. *Raises* OSError."""
    try:
        return os.fdopen(os.memfd_create("smoke"), "w+b")
    except (AttributeError, OSError):  # another system
        import tempfile

        return tempfile.TemporaryFile()
