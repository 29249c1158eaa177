"""Which attributes a module has, beyond the names in its dictionary, without running any code of it here.

A name is *present* (in the dictionary or by the module's class), *absent*, a *submodule* (a file
lies below the package, but nobody has imported it) or *unknown* (a function rebinds it, or the
object is no module that `sys.modules` has). Where a module answers by code of its own (PEP 562, a class
with `__getattr__`), it is *asked*: `Attributes.ask` forks once, puts all questions to the copy and
throws it away, so nothing that the code does is seen by anybody. Until then, where the copy does
not answer in time, and where the answer failed for want of another distribution, the name is unknown.
"""

from __future__ import annotations

import os
import select
import sys
from time import monotonic
from types import ModuleType

from . import channel, failures, imports, objects, restraint

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` is not loaded before the checked import
    from collections.abc import Callable

    Question = tuple[object, str]

PRESENT, ABSENT, SUBMODULE, UNKNOWN = "present", "absent", "submodule", "unknown"

_MODULES = sys.modules
_EXTERNAL = sys.modules["_frozen_importlib_external"]
_EXTENSIONS: list[str] = sys.modules["_imp"].extension_suffixes()
_SUFFIXES = (*_EXTERNAL.SOURCE_SUFFIXES, *_EXTERNAL.BYTECODE_SUFFIXES, *_EXTENSIONS)
_NAMESPACE_PATH = _EXTERNAL._NamespacePath
_PATIENCE = 10.0  # seconds until the copy is given up
_SAID = 300  # characters of what an exception says
_fork, _waitpid, _kill, _exit, _pipe = os.fork, os.waitpid, os.kill, os._exit, os.pipe
_close, _read, _write, _dup2, _open = os.close, os.read, os.write, os.dup2, os.open
_listdir, _isdir, _isfile, _join = os.listdir, os.path.isdir, os.path.isfile, os.path.join
_poll, _monotonic, _getattr, _SIGKILL = select.select, monotonic, getattr, 9
_BaseException, _OSError, _ReadWrite, _DEVNULL = BaseException, OSError, os.O_RDWR, os.devnull


class Attributes:
    """What is known of the attributes of modules in this process; `rebound` tells what functions rebind."""

    def __init__(self, rebound: Callable[[dict[str, object]], frozenset[str]]) -> None:
        self._rebound = rebound
        self._states: dict[tuple[int, str], str] = {}
        self._said: dict[tuple[int, str], str] = {}
        self._open: dict[tuple[int, str], Question] = {}

    def state(self, module: object, name: str) -> str:
        """Whether the module has the attribute; of one that must be asked, UNKNOWN for now."""
        key = (id(module), name)
        found = self._states.get(key)
        if found is None:
            found = self._states[key] = self._look(module, name)
            if found == UNKNOWN and self._is_askable(module, name):
                self._open[key] = (module, name)
        return found

    def is_open(self, module: object, name: str) -> bool:
        """Whether the module must be asked."""
        return (id(module), name) in self._open

    def said(self, module: object, name: str) -> str | None:
        """What the module itself said when it was asked for an attribute that it does not have."""
        return self._said.get((id(module), name))

    def ask(self) -> bool:
        """Put the open questions to a copy of this process; True if any was answered."""
        if not self._open:
            return False
        restraint.need("answers of the package")
        questions, self._open = self._open, {}
        answered = False
        for (key, (module, name)), said in zip(questions.items(), _ask(list(questions.values()))):
            if said is None:
                continue
            answered = True
            if said == "":
                self._states[key] = PRESENT
            else:
                self._states[key] = _below(objects.module_dict(module) or {}, name)
                self._said[key] = said
        return answered

    def _look(self, module: object, name: str) -> str:
        namespace = objects.module_dict(module)
        if namespace is None or not _is_current(module, namespace):
            return UNKNOWN
        reads_itself, has_code = _ways(module, namespace)
        if reads_itself or objects.is_lazy_import(namespace.get(name)):
            return UNKNOWN
        if name in namespace or any(name in objects.class_dict(base) for base in objects.bases(type(module))):
            return PRESENT
        if has_code or name in self._rebound(namespace):
            return UNKNOWN
        return _below(namespace, name)

    def _is_askable(self, module: object, name: str) -> bool:
        namespace = objects.module_dict(module)
        if namespace is None or not _is_current(module, namespace) or name in self._rebound(namespace):
            return False
        return any(_ways(module, namespace))


def has_code(module: object) -> bool:
    """Whether a module answers for attributes by code of its own."""
    namespace = objects.module_dict(module)
    return namespace is not None and any(_ways(module, namespace))


def _is_current(module: object, namespace: dict[str, object]) -> bool:
    """Whether it is what an import of its name would give; `__main__` here is nobody's."""
    name = namespace.get("__name__")
    return type(name) is str and name != "__main__" and _MODULES.get(name) is module


def _ways(module: object, namespace: dict[str, object]) -> tuple[bool, bool]:
    """(whether code of its class comes before its dictionary, whether any code comes after it)."""
    early, late = False, "__getattr__" in namespace
    for base in objects.bases(type(module)):
        if base is ModuleType:
            break
        content = objects.class_dict(base)
        early = early or "__getattribute__" in content
        late = late or "__getattr__" in content
    return early, late


def _below(package: dict[str, object], name: str) -> str:
    folders = package.get("__path__")
    if folders is None:
        return ABSENT
    if type(folders) is _NAMESPACE_PATH:
        folders = folders._path  # type: ignore[attr-defined]
    if type(folders) is not list or not all(type(each) is str for each in folders):
        return UNKNOWN
    states = [_in_folder(each, name) for each in folders]
    return SUBMODULE if SUBMODULE in states else UNKNOWN if UNKNOWN in states else ABSENT


def _in_folder(folder: str, name: str) -> str:
    restraint.need("the content of a folder")
    try:
        if not _isdir(folder):  # an archive, or a finder's own kind of path
            return UNKNOWN
        place = _join(folder, name)
        if any(_isfile(place + suffix) for suffix in _SUFFIXES):
            return SUBMODULE
        inside = _listdir(place) if _isdir(place) else []
    except (_OSError, ValueError):
        return UNKNOWN
    return SUBMODULE if any(each.endswith(_SUFFIXES) for each in inside) else ABSENT


def _ask(questions: list[Question]) -> list[str | None]:
    """For each question "" if the attribute is there, what an AttributeError says if not, else None."""
    try:
        reading, writing = _pipe()
        pid = _fork()
    except _BaseException:  # the package, or the system, does not let us
        return [None] * len(questions)
    if pid == 0:
        _answer_and_end(questions, reading, writing)
    _close(writing)
    lines = _received(reading, pid).split(b"\n")[:-1]
    answers = [channel.decode(line.decode("ascii")) for line in lines]
    return answers + [None] * (len(questions) - len(answers))


def _answer_and_end(questions: list[Question], reading: int, writing: int) -> None:
    try:
        _close(reading)
        nowhere = _open(_DEVNULL, _ReadWrite)
        for standard in (0, 1, 2):
            _dup2(nowhere, standard)
        imports.hand_over_to(_answer, questions, writing)
    finally:
        _exit(0)


def _answer(questions: list[Question], writing: int) -> None:
    for module, name in questions:
        answer: str | None = ""
        try:
            _getattr(module, name)
        except _BaseException as error:
            missing = any(base is AttributeError for base in failures.bases(error))
            known = missing and not _wants_others(module, error)
            answer = failures.text(error, _SAID) or "AttributeError" if known else None
        _write(writing, (channel.encode(answer) + "\n").encode("ascii"))


def _wants_others(module: object, error: BaseException) -> bool:
    """Whether an attribute is not there for want of a module of somebody else (an optional dependency)."""
    own = str((objects.module_dict(module) or {}).get("__name__")).partition(".")[0]
    missing = [each for each in failures.describe(error) if "ModuleNotFoundError" in each["bases"]]
    return any((each["name"] or own).partition(".")[0] != own for each in missing)


def _received(reading: int, pid: int) -> bytes:
    """All that the copy says until it ends or takes too long; it is gone afterwards."""
    text = b""
    deadline = _monotonic() + _PATIENCE
    try:
        while _poll([reading], [], [], max(0.0, deadline - _monotonic()))[0]:
            data = _read(reading, 65536)
            if not data:
                break
            text += data
        _kill(pid, _SIGKILL)
        _waitpid(pid, 0)
    except _OSError:  # ended and collected already
        pass
    _close(reading)
    return text
