"""The nursery and its guardians: the processes between smoke and every interpreter that it starts.

    python -I -S guardian.py SOCKET FOLDER

Runs apart from smoke (standard library only, nothing of smoke is imported), so that nothing
that a checked module does can reach smoke itself, and so that nothing outlives smoke:

* the *nursery* is one process for a run. It waits on its socket for requests and forks a guardian for
  each; it keeps the run's folder for temporary files.
* a *guardian* starts one interpreter and says what becomes of it. It is the parent that a module finds
  with `getppid`: a module that kills its parent kills a guardian, not smoke.

Both adopt what falls to them (`PR_SET_CHILD_SUBREAPER`, Linux): a daemon that has left its process
group and its session cannot leave the tree. When smoke closes a guardian's socket, or dies,
the guardian ends all that is below it; when the nursery's socket closes, so does the nursery,
and removes the folder. Elsewhere than on Linux only the process group is ended.

A request is a line of JSON with descriptors, an answer is a line on the guardian's own socket:

    {"command": ["python", "-c", …], "payload": "…", "descriptors": 4, "files": 1024}
        with: the guardian's socket, the output, then those that the child keeps; the child's arguments
        end with the number of a pipe that holds the payload and the numbers of those it keeps; `files`
        is its soft limit of open files. A payload that is null follows later, as a line on the
        guardian's socket: the interpreter starts meanwhile
    {"guardian": 12, "pid": 13}        it is started, the leader of a session
    {"error": "No such file …"}        it cannot be started
    {"status": 256}                    it ended, raw wait status
"""

from __future__ import annotations

import array
import contextlib
import functools
import json
import os
import resource
import select
import signal
import socket
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:  # the nursery and its guardians do without
    from typing import Any, NoReturn

_PATIENCE = 2.0  # seconds that ending everything may take, before the rest is left to the system
_PR_SET_CHILD_SUBREAPER = 36
_IGNORED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2)


def main(connection: socket.socket, folder: str) -> None:
    """Obey requests until the socket closes, then end everything and remove the folder."""
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
    import shutil  # at the end: with three compression libraries, for the whole run, it was half a megabyte

    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


class _Requests:
    """Requests as they come, each with its own descriptors."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._text = b""
        self._descriptors: list[int] = []

    def next(self) -> tuple[dict[str, Any] | None, list[int]]:
        """The next request, None when smoke is gone."""
        while b"\n" not in self._text:
            room = socket.CMSG_SPACE(16 * 4)
            data, ancillary, _flags, _address = self._connection.recvmsg(1 << 16, room)
            for _level, _kind, content in ancillary:
                numbers = array.array("i")
                numbers.frombytes(content[: len(content) - len(content) % numbers.itemsize])
                for number in numbers:  # what is received is inherited unless somebody says so
                    os.set_inheritable(number, False)
                self._descriptors += numbers
            if not data:
                return None, []
            self._text += data
        line, _, self._text = self._text.partition(b"\n")
        request = json.loads(line)
        count = request["descriptors"]
        mine, self._descriptors = self._descriptors[:count], self._descriptors[count:]
        return request, mine


def _guard(request: dict[str, Any], descriptors: list[int]) -> NoReturn:
    """The life of a guardian."""
    try:
        speech = socket.socket(fileno=descriptors[0])
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only to be woken
        waking, woken = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC) if hasattr(os, "pipe2") else _pipe()
        signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
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


def _start(request: dict[str, Any], output: int, kept: list[int], speech: socket.socket) -> tuple[int, int]:
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
        _say(speech, {"error": error.decode()})
        os._exit(0)
    _say(speech, {"guardian": os.getpid(), "pid": pid})
    os.set_blocking(feeding, False)
    return pid, feeding


def _become(request: dict[str, Any], output: int, kept: list[int], confession: int) -> NoReturn:
    try:
        os.setsid()
        signal.set_wakeup_fd(-1)
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


def _watch(pid: int, speech: socket.socket, waking: int, feeding: int, payload: bytes | None) -> None:
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
                with contextlib.suppress(BlockingIOError):
                    os.read(waking, 4096)
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


def _look(pid: int, speech: socket.socket) -> bool:
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
        _say(speech, {"status": status})
    return ended != 0


def _raw(code: int, status: int) -> int:
    """As `waitpid` would put it."""
    if code == os.CLD_EXITED:
        return status << 8
    return status | (0x80 if code == os.CLD_DUMPED else 0)


def _collect_ended() -> None:
    """Let the guardians go that have ended; what they used counts as used by this process."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _collect_orphans(pid: int) -> None:
    """Let those go that ended after they had lost their parent."""
    for each in children(os.getpid()) or []:
        if each != pid:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(each, os.WNOHANG)


def _say(speech: socket.socket, answer: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):  # smoke is gone, and its end is seen elsewhere
        speech.sendall((json.dumps(answer) + "\n").encode())


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
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(number, signal.SIGKILL)


def children(pid: int) -> list[int] | None:
    """The processes whose parent this is, zombies included; None where the system does not list them."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as stream:
            return [int(each) for each in stream.read().split()]
    except OSError:
        return None


def _ignore_signals() -> None:
    """Nothing but a kill ends these processes."""
    for number in _IGNORED:
        signal.signal(number, signal.SIG_IGN)


def _restore_signals() -> None:
    """What a terminal would give an interpreter, whoever has started smoke.

    `nohup` and a script's `&` leave signals ignored, and what is ignored or blocked stays so in a
    new program: a module that is ended by a signal would be found to import there.
    """
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        with contextlib.suppress(OSError, ValueError):  # one that the C library keeps for itself
            signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _adopt_orphans() -> None:
    """Become the parent of what loses its parent below this process, where the system can do that."""
    if sys.platform == "linux":
        prctl = _prctl()
        if prctl is not None:
            prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


@functools.cache
def _prctl() -> Any:
    try:
        import ctypes

        return ctypes.CDLL(None).prctl
    except (ImportError, OSError, AttributeError):  # a Python without ctypes, a C library without prctl
        return None


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])), sys.argv[2])
