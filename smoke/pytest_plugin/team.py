"""The workers of pytest-xdist that are copies of one process share one run of smoke.

So the work is done once and as it is on the command line, by as many processes at a time as there are
workers, and however the items are handed out. The worker that asks first runs the modules; the others wait
for its answers. If it goes down, the next one runs them. They meet in a folder that the controller
makes and removes; a lock on a file in it ends with the process that has it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pickle
import shutil
import tempfile
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from smoke.pytest_plugin.verdicts import Answers

if TYPE_CHECKING:
    from smoke.pytest_plugin.runs import Request

_LOCK, _REQUEST, _ANSWERS = "lock", "request", "answers"


class Team:
    """One folder, of which all workers have been told."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    @classmethod
    def gather(cls, request: Request) -> Team:
        """A new folder with what is to be run; for the controller."""
        team = cls(tempfile.mkdtemp(prefix="import-smoke-"))
        team._write(_REQUEST, request)
        return team

    def dismiss(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def request(self) -> Request:
        """What is to be run."""
        found: Request = self._read(_REQUEST)
        return found

    def answers(self, run: Callable[[], Answers]) -> Answers:
        """What another worker has found, or else what `run` finds; waits while another one runs it."""
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(OSError):  # no locks on this file system: the work is done twice
                lock = stack.enter_context(open(os.path.join(self.folder, _LOCK), "w"))
                fcntl.flock(lock, fcntl.LOCK_EX)
            with contextlib.suppress(FileNotFoundError):
                known: Answers = self._read(_ANSWERS)
                return known
            found = run()
            with contextlib.suppress(FileNotFoundError):  # the run is over, and the folder gone
                self._write(_ANSWERS, found)
            return found

    def _read(self, name: str) -> Any:
        with open(os.path.join(self.folder, name), "rb") as stream:
            return pickle.load(stream)

    def _write(self, name: str, content: object) -> None:
        path = os.path.join(self.folder, name)
        unfinished = f"{path}.{os.getpid()}"
        with open(unfinished, "wb") as stream:
            pickle.dump(content, stream)
        os.replace(unfinished, path)
