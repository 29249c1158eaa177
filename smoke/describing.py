"""Children that say what an interpreter is and where it would import from (`probe/describe.py`).

    with ahead("/usr/bin/python3", environment, ["requests"]):    starts one, without waiting
        ask("/usr/bin/python3", {}, environment)                  its answer

Contract: an answer is an object of JSON, the same whether it was asked for ahead or not; no child is left
alive. What goes wrong is an InterpreterError, and nothing goes wrong ahead.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar

from smoke import temporary
from smoke.errors import InterpreterError
from smoke.runner import boot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

ANSWER_SECONDS = 60.0  # a cold start from a network file system can be slow
_LINGERS = 5.0  # seconds for the end after the answer


def ask(executable: str, request: dict[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    """What the interpreter answers; the request is as in `probe/describe.py`."""
    begun = _AHEAD.get()
    known = begun.answer(executable, request, environment) if begun is not None else None
    return known if known is not None else _Child(executable, request, environment).answer()


@contextmanager
def ahead(executable: str, environment: Mapping[str, str], names: Sequence[str]) -> Iterator[None]:
    """Inside the block that interpreter runs already, asked for its description and for these names."""
    begun = _Ahead(executable, environment, names)
    token = _AHEAD.set(begun)
    try:
        yield
    finally:
        _AHEAD.reset(token)
        begun.end()


class _Ahead:
    """One child that was started before anybody asked, and what it has said beyond the question."""

    def __init__(self, executable: str, environment: Mapping[str, str], names: Sequence[str]) -> None:
        self._executable, self._environment = executable, dict(environment)
        self._path: list[str] = []
        self._located: dict[str, Any] = {}
        self._child: _Child | None = None
        with suppress(InterpreterError):  # whoever asks will be told
            self._child = _Child(executable, {"likely": list(names)}, environment)

    def answer(
        self, executable: str, request: dict[str, Any], environment: Mapping[str, str]
    ) -> dict[str, Any] | None:
        """What the child has said to such a request; None if it was asked something else."""
        if environment != self._environment or executable != self._executable:
            return None
        if not request:
            return self._description()
        if request["path"] == self._path and self._located.keys() >= set(request["names"]):
            return {name: self._located[name] for name in request["names"]}
        return None

    def end(self) -> None:
        """Nobody has asked and nobody will."""
        if self._child is not None:
            self._child.end()

    def _description(self) -> dict[str, Any] | None:
        child, self._child = self._child, None
        if child is None:
            return None
        answer = child.answer()
        self._located = answer.pop("located", {})
        self._path = answer.get("sys_path", [])
        return answer


_AHEAD: ContextVar[_Ahead | None] = ContextVar("ahead", default=None)


class _Child:
    """One child with one request."""

    def __init__(
        self, executable: str, request: Mapping[str, Any], environment: Mapping[str, str]
    ) -> None:
        import subprocess  # not needed where the answer is known

        self._executable = executable
        self._errors = temporary.file()
        reading, writing = os.pipe()
        self._answers = os.fdopen(reading, "rb")
        try:
            self._process = subprocess.Popen(
                boot.command(executable, "describe", str(writing), json.dumps(request)),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                pass_fds=(writing,),
                env=environment,
                start_new_session=True,
            )
        except OSError as error:
            self._close()
            raise InterpreterError(f"{executable} cannot be started: {error.strerror or error}") from None
        finally:
            os.close(writing)

    def answer(self) -> dict[str, Any]:
        """What it says, once it has ended."""
        try:
            line = self._line(time.monotonic() + ANSWER_SECONDS)
            status = self._ended()
            self._errors.seek(0)
            return _parsed(line, status, self._errors.read().decode(errors="replace"), self._executable)
        finally:
            self._close()

    def end(self) -> None:
        """End it without an answer."""
        self._kill()
        self._close()

    def _line(self, deadline: float) -> bytes | None:
        """The bytes up to the end of the line or of the stream; None when the time is up."""
        import select

        received = b""
        while not received.endswith(b"\n"):
            ready, _, _ = select.select([self._answers], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                return None
            part = os.read(self._answers.fileno(), 1 << 16)
            if not part:
                break
            received += part
        return received

    def _ended(self) -> int:
        """Its status; its process group is ended when it lingers after its answer."""
        import subprocess

        try:
            return self._process.wait(timeout=_LINGERS)
        except subprocess.TimeoutExpired:
            return self._kill()

    def _kill(self) -> int:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        return self._process.wait()

    def _close(self) -> None:
        self._answers.close()
        self._errors.close()


def _parsed(line: bytes | None, status: int, errors: str, executable: str) -> dict[str, Any]:
    said = " ".join(errors.split())[-500:]
    if line is None:
        raise InterpreterError(
            f"{executable} gave no answer within {ANSWER_SECONDS:g} seconds {said}".rstrip()
        )
    try:
        answer = json.loads(line)
    except ValueError:
        what = f"exit status {status}: {said or 'it said nothing'}"
        raise InterpreterError(f"{executable} does not work as a Python interpreter ({what})") from None
    if not isinstance(answer, dict):
        raise InterpreterError(f"{executable} gave an answer that is no description: {line[:200]!r}")
    return answer
