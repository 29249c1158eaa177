"""What one folder holds for the import system, read from its names: nothing is imported or opened.

`Folders.listing` returns for each importable stem its `Holding`: the files that a finder would
try, in the finder's order, and a folder of that name. Everything that looks like a module and
can never be one (a FIFO, a broken link, a build for another Python) is kept with the reason.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable

from smoke.dataclass import dataclass, field
from smoke.model import Interpreter, ModuleKind
from smoke.patterns import later


@dataclass(frozen=True)
class Files:
    """The only files that count in a walk, with all folders above them (a distribution's RECORD)."""

    files: frozenset[str]
    folders: frozenset[str]

    @classmethod
    def of(cls, paths: Iterable[str]) -> Files:
        """From absolute, normalized paths."""
        files, folders = frozenset(paths), set()
        for path in files:
            above = os.path.dirname(path)
            while above not in folders and above != os.path.dirname(above):
                folders.add(above)
                above = os.path.dirname(above)
        return cls(files, frozenset(folders))


@dataclass
class Holding:
    """All that one folder has under one stem."""

    folder: str | None = None
    files: list[tuple[int, str, ModuleKind]] = field(default_factory=list)  # rank of its suffix, path, kind
    useless: list[tuple[str, str]] = field(default_factory=list)  # path, why it is no module here

    def best(self) -> tuple[str, ModuleKind] | None:
        """The file that a finder takes: extension modules before source before bytecode."""
        if not self.files:
            return None
        _, path, kind = min(self.files)
        return path, kind


@dataclass(frozen=True)
class Listing:
    """One folder's holdings by stem; `error` says why it could not be read."""

    holdings: dict[str, Holding]
    error: str | None = None


class Folders:
    """Reads each folder once, with the eyes of one interpreter."""

    def __init__(self, interpreter: Interpreter, only: Files | None = None) -> None:
        self._interpreter = interpreter
        self._suffixes = _ranked(interpreter)
        self._only = only
        self._listings: dict[str, Listing] = {}

    def listing(self, folder: str) -> Listing:
        """What the folder holds; empty with an error when it cannot be read."""
        if folder not in self._listings:
            self._listings[folder] = self._read(folder)
        return self._listings[folder]

    def package_file(self, folder: str) -> tuple[str, ModuleKind] | None:
        """The `__init__` that makes the folder a regular package."""
        holding = self.listing(folder).holdings.get("__init__")
        return holding.best() if holding else None

    def _read(self, folder: str) -> Listing:
        try:
            with os.scandir(folder) as entries:
                known = sorted(filter(self._counts, entries), key=lambda entry: entry.name)
        except OSError as error:
            return Listing({}, f"the folder cannot be read: {error.strerror}")
        holdings: dict[str, Holding] = {}
        for entry in known:
            self._add(entry, holdings)
        return Listing(holdings)

    def _counts(self, entry: os.DirEntry[str]) -> bool:
        if entry.name.startswith(".") or entry.name == "__pycache__":
            return False
        return self._only is None or entry.path in self._only.files or entry.path in self._only.folders

    def _add(self, entry: os.DirEntry[str], holdings: dict[str, Holding]) -> None:
        if _is_folder(entry):
            holdings.setdefault(entry.name, Holding()).folder = entry.path
            return
        stem, rank, kind = self._split(entry.name)
        built_for = _TAGGED.fullmatch(entry.name) if kind is None or "." in stem else None
        if built_for:
            loads = self._interpreter.extension_suffixes[0]
            why = f"built for {built_for['tag'] or 'Windows'}; this interpreter loads {loads}"
            holdings.setdefault(built_for["stem"], Holding()).useless.append((entry.path, why))
        elif kind is not None:
            problem = _problem(entry)
            holding = holdings.setdefault(stem, Holding())
            if problem:
                holding.useless.append((entry.path, problem))
            else:
                holding.files.append((rank, entry.path, kind))

    def _split(self, name: str) -> tuple[str, int, ModuleKind | None]:
        for suffix, rank, kind in self._suffixes:
            if name.endswith(suffix) and name != suffix:
                return name[: -len(suffix)], rank, kind
        return name, 0, None


# "fast.cpython-39-x86_64-linux-gnu.so", "fast.cp311-win_amd64.pyd", "fast.pyd"  # PYVERSIONS
_TAGGED = later(
    r"(?P<stem>[^.]+)\.(?:(?P<tag>(?:cpython-|cp\d|pypy|graalpy|abi\d)[\w.-]*)\.(?:so|pyd)|pyd)"
)


def _ranked(interpreter: Interpreter) -> list[tuple[str, int, ModuleKind]]:
    """Suffix, rank and kind, longest suffix first; the rank is the order in which a finder tries them.

    Source: importlib._bootstrap_external._get_supported_file_loaders.
    """
    ordered = [(suffix, ModuleKind.EXTENSION) for suffix in interpreter.extension_suffixes]
    ordered += [(suffix, ModuleKind.SOURCE) for suffix in interpreter.source_suffixes]
    ordered += [(suffix, ModuleKind.BYTECODE) for suffix in interpreter.bytecode_suffixes]
    ranked = [(suffix, rank, kind) for rank, (suffix, kind) in enumerate(ordered)]
    return sorted(ranked, key=lambda one: -len(one[0]))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a loop of symbolic links
        return False


def _problem(entry: os.DirEntry[str]) -> str | None:
    """Why the file cannot be imported, without opening it: a FIFO would block for ever."""
    try:
        mode = stat.S_IFREG if entry.is_file(follow_symlinks=False) else entry.stat().st_mode
    except FileNotFoundError:
        return f"broken symbolic link to {os.readlink(entry.path)}" if entry.is_symlink() else "vanished"
    except OSError as error:
        return f"the file cannot be read: {error.strerror}"
    if not stat.S_ISREG(mode):
        return f"{_SPECIAL.get(stat.S_IFMT(mode), 'something special')}, no regular file"
    return None if os.access(entry.path, os.R_OK) else "the file cannot be read: permission denied"


_SPECIAL = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a character device",
    stat.S_IFBLK: "a block device",
}
