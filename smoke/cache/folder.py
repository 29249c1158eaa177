"""The folder of the cache: JSON files with a checksum, replaced as a whole or not at all.

Contract: whoever reads finds a whole file of one writer, whatever runs at the same time and whenever a
writer is killed. What cannot be read or written is no cache, and `notes` says so once; it is never
an error of the run.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator

from smoke.cache.signatures import of_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_FORMAT = "smoke cache 1"
_LARGEST = 512 * 1024 * 1024  # bytes
_FILES = 24  # kept; the oldest go first
_ABANDONED = 3600  # seconds after which a half-written file belongs to nobody
_TAG = """\
Signature: 8a477f597d28d172789f06886806bc55
# This folder holds results of import-smoke, which can make them again.
# For information about cache directory tags see https://bford.info/cachedir/
"""


class Folder:
    """One folder for the files of all interpreters and options."""

    def __init__(self, path: str, note: Callable[[str], None]) -> None:
        self.path = path
        self._note = note
        self._said: set[str] = set()
        self._usable = self._prepare()

    def read(self, name: str) -> Any:
        """What was written under that name; None if nothing, or nothing that can be believed."""
        path = os.path.join(self.path, name)
        try:
            if os.stat(path).st_size > _LARGEST:
                raise ValueError("it is too large")
            with open(path, "rb") as stream:
                head, _, body = stream.read().partition(b"\n")
            if head.decode("ascii") != f"{_FORMAT} {of_bytes(body)}":
                raise ValueError("its checksum is another")
            return json.loads(body)
        except FileNotFoundError:
            return None
        except OSError as error:
            self._say(f"{path} cannot be read ({error.strerror}); it is not used")
        except (ValueError, RecursionError) as error:
            self.distrust(name, str(error))
        return None

    def version(self, name: str) -> tuple[int, int, int] | None:
        """What is another as soon as somebody has written the file; None if there is none."""
        try:
            status = os.stat(os.path.join(self.path, name))
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size

    def distrust(self, name: str, why: str) -> None:
        """Say that a file is damaged; the run goes on as if it were not there, and replaces it."""
        self._say(f"{os.path.join(self.path, name)} is damaged ({why[:100]}); the cache is made again")

    def write(self, name: str, content: Any) -> None:
        """Put a file there, or leave the one that is there."""
        if not self._usable:
            return
        # Nothing in it holds itself: not to look for that saves a tenth.
        body = json.dumps(content, separators=(",", ":"), check_circular=False).encode("ascii")
        path = os.path.join(self.path, name)
        unfinished = f"{path}.{os.getpid()}.tmp"
        try:
            with open(unfinished, "wb") as stream:
                stream.write(f"{_FORMAT} {of_bytes(body)}\n".encode("ascii"))
                stream.write(body)
            os.replace(unfinished, path)
            self._clear()
        except OSError as error:
            self._usable = False
            self._say(f"results are not kept: {path} cannot be written ({error.strerror})")
            with contextlib.suppress(OSError):
                os.unlink(unfinished)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Inside the block no other process is in such a block, if the file system has locks."""
        if not self._usable:
            yield
            return
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(OSError):
                lock = stack.enter_context(open(os.path.join(self.path, "lock"), "w"))
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _prepare(self) -> bool:
        try:
            os.makedirs(self.path, exist_ok=True)
            for name, text in (("CACHEDIR.TAG", _TAG), (".gitignore", "*\n")):
                with contextlib.suppress(FileExistsError), open(os.path.join(self.path, name), "x") as stream:
                    stream.write(text)
        except OSError as error:
            self._say(f"results are not kept: {self.path} cannot be written ({error.strerror})")
            return False
        return True

    def _clear(self) -> None:
        """Without what killed writers have left, and without the files that were not written for longest."""
        with os.scandir(self.path) as entries:
            files = sorted((_changed(entry.path), entry.path) for entry in entries)
        kept = [path for _, path in files if path.endswith(".json")][-_FILES:]
        for changed, path in files:
            abandoned = path.endswith(".tmp") and changed < time.time() - _ABANDONED
            if abandoned or (path.endswith(".json") and path not in kept):
                with contextlib.suppress(OSError):  # somebody else was faster
                    os.unlink(path)

    def _say(self, text: str) -> None:
        if text not in self._said:
            self._said.add(text)
            self._note(text)


def _changed(path: str) -> float:
    try:
        return os.stat(path).st_mtime
    except OSError:
        return 0.0
