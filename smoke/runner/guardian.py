"""The nursery and its guardians: the processes between smoke and every interpreter that it starts.

    python -I -S -c BOOT FOLDER_OF_THIS_FILE SOCKET FOLDER

Runs apart from smoke (standard library only, nothing of smoke is imported), so that nothing
that a checked module does can reach smoke itself, and so that nothing outlives smoke. Every run waits
for its start, so it loads little: the modules written in C that `socket` and `signal` are made of.

* the *nursery* is one process for a run. It waits on its socket for requests and forks a guardian for
  each; it keeps the run's folder for temporary files.
* a *guardian* starts one interpreter and says what becomes of it. It is the parent that a module finds
  with `getppid`: a module that kills its parent kills a guardian, not smoke.

Both adopt what falls to them (`PR_SET_CHILD_SUBREAPER`, Linux): a daemon that has left its process
group and its session cannot leave the tree. When smoke closes a guardian's socket, or dies,
the guardian ends all that is below it; when the nursery's socket closes, so does the nursery,
and removes the folder. Elsewhere than on Linux only the process group is ended.

A request is a line with the length of what follows, and a dictionary as `marshal` writes it (both sides are
the same Python), with descriptors; an answer is a line on the guardian's own socket:

    {"command": ["python", "-c", …], "payload": "…", "descriptors": 4, "files": 1024}
        with: the guardian's socket, the output, then those that the child keeps; the child's arguments
        end with the number of a pipe that holds the payload and the numbers of those it keeps; `files`
        is its soft limit of open files. A payload that is null follows later, as a line on the
        guardian's socket: the interpreter starts meanwhile
    pid 13 12                 it is started, the leader of a session; the guardian is 12
    error No such file …      it cannot be started
    status 256                it ended, raw wait status
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import marshal
import os
import resource
import select
import sys
import time
from _socket import CMSG_SPACE, socket

TYPE_CHECKING = False
if TYPE_CHECKING:  # the nursery and its guardians do without
    from typing import Any, NoReturn

_PATIENCE = 2.0  # seconds that ending everything may take, before the rest is left to the system
_PR_SET_CHILD_SUBREAPER = 36
_NUMBER = 4  # bytes of a descriptor
_IGNORED = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2")


def main(arguments: list[str]) -> None:
    """Obey requests until the socket closes, then end everything and remove the folder.

    `arguments`: the number of the socket, and the folder.
    """
    connection, folder = socket(fileno=int(arguments[0])), arguments[1]
    _ignore_signals()
    requests = _Requests(connection)
    _adopt_orphans()
    while True:
        request, descriptors = requests.next()
        if request is None:
            break
        if os.fork() == 0:
            connection.close()
            _guard(request, descriptors)
        for each in descriptors:
            os.close(each)
        _collect_ended()
    _end_all(None)
    _remove(folder)
    os._exit(0)


def _remove(folder: str) -> None:
    try:
        os.rmdir(folder)  # nearly always it is empty
    except OSError:
        import shutil  # with all that it loads it takes as long as the rest of this process

        shutil.rmtree(folder, ignore_errors=True)


class _Requests:
    """Requests as they come, each with its own descriptors."""

    def __init__(self, connection: socket) -> None:
        self._connection = connection
        self._text = b""
        self._descriptors: list[int] = []

    def next(self) -> tuple[dict[str, Any] | None, list[int]]:
        """The next request, None when smoke is gone."""
        while b"\n" not in self._text:
            if not self._receive():
                return None, []
        length, _, self._text = self._text.partition(b"\n")
        while len(self._text) < int(length):
            if not self._receive():
                return None, []
        request: dict[str, Any] = marshal.loads(self._text[: int(length)])
        self._text = self._text[int(length) :]
        count = request["descriptors"]
        mine, self._descriptors = self._descriptors[:count], self._descriptors[count:]
        return request, mine

    def _receive(self) -> bool:
        """Take what has come; False if nothing will come any more."""
        data, ancillary, _flags, _address = self._connection.recvmsg(1 << 16, CMSG_SPACE(16 * _NUMBER))
        for _level, _kind, content in ancillary:
            for at in range(0, len(content) - len(content) % _NUMBER, _NUMBER):
                number = int.from_bytes(content[at : at + _NUMBER], sys.byteorder)
                os.set_inheritable(number, False)  # what is received is inherited unless somebody says so
                self._descriptors.append(number)
        self._text += data
        return bool(data)


def _guard(request: dict[str, Any], descriptors: list[int]) -> NoReturn:
    """The life of a guardian."""
    try:
        speech = socket(fileno=descriptors[0])
        _signal.signal(_signal.SIGCHLD, lambda *_: None)  # only to be woken
        waking, woken = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC) if hasattr(os, "pipe2") else _pipe()
        _signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
        _adopt_orphans()
        pid, feeding = _start(request, descriptors[1], descriptors[2:], speech)
        for each in descriptors[1:]:
            os.close(each)
        payload = request["payload"]
        _watch(pid, speech, waking, feeding, None if payload is None else payload.encode())
        _end_all(pid)
    finally:
        os._exit(0)


def _pipe() -> tuple[int, int]:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    os.set_blocking(writing, False)
    return reading, writing


def _start(request: dict[str, Any], output: int, kept: list[int], speech: socket) -> tuple[int, int]:
    """Start the interpreter; its number and the writing end of the pipe for its payload."""
    payload, feeding = os.pipe()
    trouble, confession = os.pipe()
    pid = os.fork()
    if pid == 0:
        _become(request, output, [payload, *kept], confession)
    os.close(payload)
    os.close(confession)
    with os.fdopen(trouble, "rb") as stream:
        error = stream.read()
    if error:
        _say(speech, "error " + error.decode())
        os._exit(0)
    _say(speech, f"pid {pid} {os.getpid()}")
    os.set_blocking(feeding, False)
    return pid, feeding


def _become(request: dict[str, Any], output: int, kept: list[int], confession: int) -> NoReturn:
    try:
        os.setsid()
        _signal.set_wakeup_fd(-1)
        _restore_signals()
        resource.setrlimit(
            resource.RLIMIT_NOFILE, (request["files"], resource.getrlimit(resource.RLIMIT_NOFILE)[1])
        )
        null = os.open(os.devnull, os.O_RDONLY)
        for source, number in ((null, 0), (output, 1), (output, 2)):
            os.dup2(source, number)
        for each in kept:
            os.set_inheritable(each, True)
        command = [*request["command"], *map(str, kept)]
        os.execv(command[0], command)
    except OSError as error:
        os.write(confession, (error.strerror or str(error)).encode())
    finally:
        os._exit(1)


def _watch(pid: int, speech: socket, waking: int, feeding: int, payload: bytes | None) -> None:
    """Feed the payload and tell how the child ends, until smoke closes the socket or is no more."""
    poll = select.poll()
    poll.register(speech, select.POLLIN)
    poll.register(waking, select.POLLIN)
    if payload is not None:
        poll.register(feeding, select.POLLOUT)
    ended, heard = False, b""
    while True:
        for descriptor, _events in poll.poll():
            if descriptor == speech.fileno():
                said = speech.recv(1 << 16)
                if not said:  # the end
                    return
                heard += said
                if payload is None and heard.endswith(b"\n"):  # nothing else is ever said here
                    payload = heard
                    poll.register(feeding, select.POLLOUT)
            elif descriptor == feeding and payload is not None:
                payload = _feed(feeding, payload)
                if not payload:
                    poll.unregister(feeding)
                    os.close(feeding)
            else:
                try:
                    os.read(waking, 4096)
                except BlockingIOError:
                    pass
                ended = ended or _look(pid, speech)
                _collect_orphans(pid)


def _feed(descriptor: int, payload: bytes) -> bytes:
    """Write what fits and return the rest; nothing is left when nobody reads."""
    try:
        return payload[os.write(descriptor, payload) :]
    except BlockingIOError:
        return payload
    except OSError:
        return b""


def _look(pid: int, speech: socket) -> bool:
    """Tell how the child ended; True when it has.

    It is not collected where the system can tell without, so that its number stays its own
    until its group has been ended.
    """
    if not hasattr(os, "waitid"):  # macOS
        ended, status = os.waitpid(pid, os.WNOHANG)
    else:
        seen = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        ended = 0 if seen is None else pid
        status = 0 if seen is None else _raw(seen.si_code, seen.si_status)
    if ended:
        _say(speech, f"status {status}")
    return ended != 0


def _raw(code: int, status: int) -> int:
    """As `waitpid` would put it."""
    if code == os.CLD_EXITED:
        return status << 8
    return status | (0x80 if code == os.CLD_DUMPED else 0)


def _collect_ended() -> None:
    """Let the guardians go that have ended; what they used counts as used by this process."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def _collect_orphans(pid: int) -> None:
    """Let those go that ended after they had lost their parent."""
    for each in children(os.getpid()) or []:
        if each != pid:
            try:
                os.waitpid(each, os.WNOHANG)
            except ChildProcessError:
                pass


def _say(speech: socket, answer: str) -> None:
    try:
        speech.sendall((answer + "\n").encode())
    except OSError:  # smoke is gone, and its end is seen elsewhere
        pass


def _end_all(leader: int | None) -> None:
    """Kill what is below this process until nothing is left, or the patience is over."""
    started = time.monotonic()
    while time.monotonic() < started + _PATIENCE:
        if leader is not None:
            _kill(-leader)
        below = children(os.getpid())
        if below is None:  # no such list here: the group is all that can be ended
            return
        for each in below:
            _kill(each)
        _collect_ended()
        if not below:
            return
        time.sleep(0.001)


def _kill(number: int) -> None:
    try:
        os.kill(number, _signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass


def children(pid: int) -> list[int] | None:
    """The processes whose parent this is, zombies included; None where the system does not list them."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as stream:
            return [int(each) for each in stream.read().split()]
    except OSError:
        return None


def _ignore_signals() -> None:
    """Nothing but a kill ends these processes."""
    for name in _IGNORED:
        _signal.signal(getattr(_signal, name), _signal.SIG_IGN)


def _restore_signals() -> None:
    """What a terminal would give an interpreter, whoever has started smoke.

    `nohup` and a script's `&` leave signals ignored, and what is ignored or blocked stays so in a
    new program: a module that is ended by a signal would be found to import there.
    """
    for number in _signal.valid_signals() - {_signal.SIGKILL, _signal.SIGSTOP}:
        try:
            _signal.signal(number, _signal.SIG_DFL)
        except (OSError, ValueError):  # one that the C library keeps for itself
            pass
    _signal.pthread_sigmask(_signal.SIG_SETMASK, ())


def _adopt_orphans() -> None:
    """Become the parent of what loses its parent below this process, where the system can do that."""
    if sys.platform != "linux":
        return
    try:
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    except (ImportError, OSError, AttributeError):  # a Python without ctypes, a C library without prctl
        pass
