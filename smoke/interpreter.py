"""The interpreters to check with: found, asked what they are, and asked where they find modules.

    resolve(["3.12", ".venv"]) -> (Interpreter, Interpreter)
    locate(interpreter, ["requests"]) -> {"requests": Location(…)}

Every answer comes from a child that runs `probe/describe.py` in the environment that a check
would have; nothing is guessed from file names. What goes wrong is an InterpreterError.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from smoke import describing
from smoke.dataclass import dataclass, replace
from smoke.errors import InterpreterError
from smoke.model import Interpreter
from smoke.patterns import later

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol
else:
    Protocol = object

OLDEST = (3, 8)  # PYVERSIONS


@dataclass(frozen=True)
class Location:
    """Where an interpreter would import a module from."""

    origin: str | None  # its file; None for builtins and namespace packages
    search: tuple[str, ...]  # folders of its submodules; empty: not a package
    kind: (
        str  # "source", "bytecode", "extension", "builtin", "namespace", "other" (a zip, a loader of its own)
    )


def resolve(specs: Sequence[str], env: Iterable[tuple[str, str]] = ()) -> tuple[Interpreter, ...]:
    """The described interpreters, each executable once, with unique ids.

    A spec is the path of an executable, a virtual environment folder, a command, or a version to
    look up on PATH. Without any: the interpreter that runs smoke.
    Raises InterpreterError when one cannot be found or started, is older than 3.8 or no CPython.
    """
    environment = {**os.environ, **dict(env)}
    found: dict[str, Interpreter] = {}
    for spec in specs or [sys.executable]:
        one = _resolve(spec, environment)
        found.setdefault(one.executable, one)
    return _with_unique_ids(list(found.values()))


def locate(
    interpreter: Interpreter, names: Sequence[str], roots: Sequence[str] = ()
) -> dict[str, Location | None]:
    """For each dotted name where the interpreter would import it from, None where it would not.

    Nothing is imported: the finders of the interpreter are asked, those of editable installs too.
    """
    request = {"names": list(names), "path": [*roots, *interpreter.sys_path]}
    answer = _ask(interpreter.executable, request, dict(os.environ)) if names else {}
    return {name: None if facts is None else _location(facts, interpreter) for name, facts in answer.items()}


class Memory(Protocol):
    """Keeps answers from one run to the next, and knows when they count no more."""

    def recall(
        self, executable: str, request: Mapping[str, Any], environment: Mapping[str, str]
    ) -> dict[str, Any] | None:
        """The answer, or None if the interpreter has to be asked."""

    def keep(
        self,
        executable: str,
        request: Mapping[str, Any],
        environment: Mapping[str, str],
        answer: dict[str, Any],
    ) -> None:
        """Note an answer."""


@contextmanager
def begun(
    specs: Sequence[str], env: Iterable[tuple[str, str]] = (), names: Sequence[str] = ()
) -> Iterator[str | None]:
    """Inside the block the first of the interpreters has been started already, to be described.

    It will also know where it would import the `names` from, so that nobody has to start it once more.
    The value is its executable; None where only the description tells which one it is.
    """
    environment = {**os.environ, **dict(env)}
    spec = next(iter(specs), sys.executable)
    try:
        version = _VERSION.fullmatch(spec) is not None
        found = _candidates(spec, environment) if version else iter([_executable(spec, environment)])
        executable = next(found, None)
    except InterpreterError:  # `resolve` will say so
        executable = None
    if executable is None:
        yield None
        return
    with describing.ahead(executable, environment, names):
        yield executable if _is_path(spec) else None


@contextmanager
def remembering(memory: Memory | None) -> Iterator[None]:
    """Inside the block interpreters are asked only what the memory does not know."""
    token = _MEMORY.set(memory)
    try:
        yield
    finally:
        _MEMORY.reset(token)


_MEMORY: ContextVar[Memory | None] = ContextVar("memory", default=None)
_VERSION = later(r"3(\.\d+){0,2}")


def _resolve(spec: str, environment: Mapping[str, str]) -> Interpreter:
    if _VERSION.fullmatch(spec):
        return _of_version(spec, environment)
    executable = _executable(spec, environment)
    try:
        return _described(executable, environment, keep_path=_is_path(spec))
    except InterpreterError as error:
        raise InterpreterError(f"python {spec!r}: {error}") from None


def _is_path(spec: str) -> bool:
    return os.path.exists(os.path.expanduser(spec))


def _executable(spec: str, environment: Mapping[str, str]) -> str:
    path = os.path.abspath(os.path.expanduser(spec))
    if os.path.isdir(path):
        return _of_folder(path, spec)
    if os.path.isfile(path):
        return path
    import shutil

    command = shutil.which(spec, path=environment.get("PATH"))
    if command is None:
        raise InterpreterError(
            f"python {spec!r}: no such file, virtual environment or command; give the path of an "
            "interpreter, a virtual environment folder, or a version such as 3.12"
        )
    return os.path.abspath(command)


def _of_folder(folder: str, spec: str) -> str:
    for name in ("bin/python", "bin/python3", "Scripts/python.exe", "python.exe"):
        path = os.path.join(folder, *name.split("/"))
        if os.path.isfile(path):
            return path
        if os.path.islink(path):
            raise InterpreterError(
                f"python {spec!r}: {path} is a broken link to {os.readlink(path)}; make the environment again"
            )
    raise InterpreterError(f"python {spec!r}: the folder is no virtual environment, it has no bin/python")


def _of_version(wanted: str, environment: Mapping[str, str]) -> Interpreter:
    failures = []
    for executable in _candidates(wanted, environment):
        try:
            one = _described(executable, environment)
        except InterpreterError as error:
            failures.append(str(error))
            continue
        if f"{one.version}.".startswith(f"{wanted}."):
            return one
    why = f": {failures[0]}" if failures else ""
    raise InterpreterError(
        f"no working Python {wanted} on PATH{why}; give the path of its executable instead"
    )


def _candidates(wanted: str, environment: Mapping[str, str]) -> Iterator[str]:
    import shutil

    minor = ".".join(wanted.split(".")[:2])
    for command in dict.fromkeys([f"python{minor}", "python3", "python"]):
        for folder in environment.get("PATH", "").split(os.pathsep):
            path = shutil.which(command, path=folder) if folder else None
            if path is not None:
                yield os.path.abspath(path)


def _described(executable: str, environment: Mapping[str, str], keep_path: bool = False) -> Interpreter:
    try:
        answer = _ask(executable, {}, environment)
    except InterpreterError:
        _refuse_old(_version_of(executable, environment), executable)
        raise
    _refuse_old(answer["version"], executable)
    if answer["implementation"] != "cpython":
        raise InterpreterError(
            f"{executable} is {answer['implementation']}; smoke reads the bytecode of CPython only"
        )
    # A path that the user gave stays as it is (a wrapper may set up its environment); what was
    # looked up becomes the real executable behind the shim.
    return _interpreter(answer, executable if keep_path else answer["executable"] or executable)


def _refuse_old(version: str, executable: str) -> None:
    if version and tuple(int(part) for part in version.split(".")[:2]) < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise InterpreterError(
            f"{executable} is Python {version}; smoke checks with Python {oldest} or newer"
        )


def _version_of(executable: str, environment: Mapping[str, str]) -> str:
    """What an interpreter too old for the probe says of itself; empty when it says nothing."""
    import subprocess

    code = "import sys; sys.stdout.write('%d.%d.%d' % sys.version_info[:3])"
    try:
        done = subprocess.run(
            [executable, "-c", code],
            env=environment,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=describing.ANSWER_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    text = done.stdout.decode(errors="replace")
    return text if re.fullmatch(r"\d+\.\d+\.\d+", text) else ""


def _interpreter(answer: dict[str, Any], executable: str) -> Interpreter:
    major, minor, micro = answer["version_info"]
    return Interpreter(
        id=f"{major}.{minor}{answer['threading']}",
        executable=executable,
        version=answer["version"],
        version_info=(major, minor, micro),
        implementation=answer["implementation"],
        platform=answer["platform"],
        sys_path=tuple(answer["sys_path"]),
        source_suffixes=tuple(answer["source_suffixes"]),
        bytecode_suffixes=tuple(answer["bytecode_suffixes"]),
        extension_suffixes=tuple(answer["extension_suffixes"]),
        builtin_modules=frozenset(answer["builtin_modules"]),
        stdlib_modules=frozenset(answer["stdlib_modules"]),
        stdlib_path=answer["stdlib_path"],
        can_fork=answer["can_fork"],
    )


def _with_unique_ids(found: list[Interpreter]) -> tuple[Interpreter, ...]:
    ids = [one.id for one in found]
    return tuple(
        replace(one, id=f"{one.id} ({one.executable})") if ids.count(one.id) > 1 else one for one in found
    )


def _location(facts: dict[str, Any], interpreter: Interpreter) -> Location:
    origin, search = facts["origin"], facts["search"]
    if origin is None and search is not None:
        return Location(None, tuple(search), "namespace")
    if origin in (None, "built-in", "frozen"):
        return Location(None, (), "builtin")
    return Location(os.path.abspath(origin), tuple(search or ()), _kind(origin, interpreter))


def _kind(origin: str, interpreter: Interpreter) -> str:
    if not os.path.isfile(origin):
        return "other"
    kinds = {
        "extension": interpreter.extension_suffixes,
        "source": interpreter.source_suffixes,
        "bytecode": interpreter.bytecode_suffixes,
    }
    return next((kind for kind, suffixes in kinds.items() if origin.endswith(suffixes)), "other")


def _ask(executable: str, request: dict[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    """What `probe/describe.py` answers, or has answered; InterpreterError when there is no answer."""
    memory = _MEMORY.get()
    known = memory.recall(executable, request, environment) if memory is not None else None
    if known is not None:
        return known
    answer = describing.ask(executable, request, environment)
    if memory is not None:
        memory.keep(executable, request, environment, answer)
    return answer
