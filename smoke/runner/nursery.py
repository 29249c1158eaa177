"""Smoke's end of the nursery: every interpreter of a run is started here, and none outlives it.

The nursery itself is `guardian.py`, a process of its own; it starts with the first request. When
it is lost (a module may kill what it finds above itself) the next request starts
another, and what runs goes on: each child has its guardian, each guardian its own socket.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextvars import ContextVar
from pathlib import Path

from smoke import temporary
from smoke.errors import ProbeError

# Imported, not run, so that its bytecode is kept.
_BOOT = "import sys; sys.path.append(sys.argv[1]); import guardian; guardian.main(sys.argv[2:])"
_FOLDER = str(Path(__file__).resolve().parent)
_FILES = 16_384  # descriptors that smoke allows itself
# Numerical libraries start threads when they are imported, and a process with threads cannot be forked.
_ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_PATIENCE = 3.0  # seconds for its own end; it gives those below it 2


@contextlib.contextmanager
def begun(env: Iterable[tuple[str, str]] = ()) -> Iterator[Nursery]:
    """Inside the block the nursery of the first run in this environment starts ahead of its first request."""
    waiting = (_AHEAD.get() or {}).get(tuple(env))
    if waiting is not None:
        yield waiting
        return
    nursery = Nursery()
    with contextlib.suppress(ProbeError):  # the first request will say so
        nursery.begin(env)
    ahead = {tuple(env): nursery}
    token = _AHEAD.set(ahead)
    try:
        yield nursery
    finally:
        _AHEAD.reset(token)
        for left in ahead.values():
            left.close()


def of_run(env: Iterable[tuple[str, str]]) -> Nursery:
    """A nursery for a run in this environment."""
    return (_AHEAD.get() or {}).pop(tuple(env), None) or Nursery()


class Nursery:
    """One nursery for a run; the first request decides about the environment."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: socket.socket | None = None
        self._folders: list[str] = []
        self._files: tuple[int, int] | None = None  # the limit of open files before it was raised
        self._leaving: list[socket.socket] = []  # of guardians that are about to end

    @property
    def folder(self) -> str:
        """For temporary files of the run, until its end; there is none before something was started."""
        return self._folders[-1]

    def begin(self, env: Iterable[tuple[str, str]] = ()) -> None:
        """Start its process, which gets ready while nobody waits for it."""
        if self._connection is None:
            self._open(dict(env))

    def start(
        self,
        command: Sequence[str],
        payload: str | None,
        output: int,
        kept: Sequence[int],
        env: Iterable[tuple[str, str]] = (),
    ) -> socket.socket:
        """Have an interpreter started; the socket of its guardian, which tells the rest.

        `env` is added to the environment, `kept` are descriptors that it gets beside its output. A
        payload that is not known yet (None) is to be sent to that socket, as a line.

        Raises: ProbeError when no nursery can be started.
        """
        ours, theirs = socket.socketpair()
        count, files = len(kept) + 2, self._limit()[0]
        request = {"command": [*command], "payload": payload, "descriptors": count, "files": files}
        content = marshal.dumps(request)
        line = b"%d\n%b" % (len(content), content)
        try:
            self._send(line, [theirs.fileno(), output, *kept], dict(env))
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        ours.setblocking(False)
        return ours

    def let_go(self, guard: socket.socket) -> None:
        """Have a guardian end what is left below it, and itself; `close` waits for that."""
        with contextlib.suppress(OSError):
            guard.shutdown(socket.SHUT_WR)
        self._leaving = [each for each in (*self._leaving, guard) if not _has_ended(each)]

    def leave(self) -> None:
        """Have it end, and every process below it; `close` waits for that."""
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """End every process that was started here, and remove what they left in the temporary folder."""
        if self._connection is not None:
            _await_end(self._connection)
            self._connection.close()
            self._connection = None
        if self._process is not None:
            self._process.kill()  # if something has stopped it
            self._process.wait()
            self._process = None
        for guard in self._leaving:
            _await_end(guard)
            guard.close()
        self._leaving.clear()
        if self._files is not None:
            resource.setrlimit(resource.RLIMIT_NOFILE, self._files)
            self._files = None
        for folder in self._folders:
            temporary.remove(folder)
        self._folders.clear()

    def _send(self, line: bytes, descriptors: list[int], env: dict[str, str]) -> None:
        for attempt in (1, 2):
            connection = self._connection or self._open(env)
            try:
                sent = socket.send_fds(connection, [line], descriptors)
                connection.sendall(line[sent:])
            except OSError as error:
                self._forget()
                if attempt == 2:
                    raise ProbeError(f"no child can be started: {error}") from error
            else:
                return

    def _limit(self) -> tuple[int, int]:
        """The limit of open files as it was, after it has been raised for smoke and the nursery."""
        if self._files is None:
            self._files = resource.getrlimit(resource.RLIMIT_NOFILE)
            _allow_files(self._files[1])
        return self._files

    def _open(self, env: dict[str, str]) -> socket.socket:
        self._limit()
        folder = self._make_folder()
        elsewhere = sys.dont_write_bytecode or sys.pycache_prefix is not None  # what -I does not ask about
        flags = ["-I", "-S", *(["-B"] if elsewhere else [])]
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self._process = subprocess.Popen(
                    [sys.executable, *flags, "-c", _BOOT, _FOLDER, str(theirs.fileno()), folder],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,
                    env={**_ONE_THREAD, **os.environ, "TMPDIR": folder, **env},
                )
            except OSError as error:
                ours.close()
                raise ProbeError(f"{sys.executable} does not start: {error}") from error
        self._connection = ours
        return ours

    def _make_folder(self) -> str:
        try:
            folder = temporary.folder("smoke-")
        except OSError as error:
            raise ProbeError(f"no folder for temporary files: {error}; TMPDIR says where it goes") from error
        self._folders.append(folder)
        return folder

    def _forget(self) -> None:
        """The nursery is lost; another one takes its place."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._process is not None:
            self._process.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_PATIENCE)
            self._process = None


_AHEAD: ContextVar[dict[tuple[tuple[str, str], ...], Nursery] | None] = ContextVar("ahead", default=None)


def _allow_files(most: int) -> None:
    """Several descriptors for each child and each state at a time soon reach a low soft limit."""
    wanted = _FILES if most == resource.RLIM_INFINITY else min(_FILES, most)
    if wanted > resource.getrlimit(resource.RLIMIT_NOFILE)[0] >= 0:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _has_ended(guard: socket.socket) -> bool:
    """True, and closed, if the guardian is gone."""
    try:
        ended = not guard.recv(4096)
    except BlockingIOError:
        return False
    except OSError:
        ended = True
    if ended:
        guard.close()
    return ended


def _await_end(connection: socket.socket) -> None:
    """Say that nothing more will come, and wait until the other side is gone, but not for ever."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(_PATIENCE)
        while connection.recv(1):
            pass
