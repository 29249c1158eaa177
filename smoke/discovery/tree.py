"""The module tree below a package: every module that the import system would find, by its rules.

    Tree(folders, path).below(found) -> Module, Module, …       the thing itself and all below it

Each stem is looked up through the folders of its parent in order, as PathFinder does: the first
regular package or module wins, folders without `__init__` collect into a namespace package.
What looks like a module and cannot be imported comes out as well, with `skip` saying why.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence

from smoke.dataclass import dataclass, replace
from smoke.discovery.extensions import defines_module
from smoke.discovery.folders import Folders, Holding
from smoke.model import Module, ModuleKind
from smoke.patterns import later


@dataclass(frozen=True)
class Found:
    """One name of the tree."""

    name: str
    module: Module | None  # None: a namespace package, which has nothing to import
    folders: tuple[str, ...] = ()  # where its submodules are; empty: it is no package
    hidden: tuple[str, ...] = ()  # folders of its name that a module hides


class Tree:
    """Walks folders; `path` is where more portions of legacy namespace packages may be."""

    def __init__(self, folders: Folders, path: Sequence[str]) -> None:
        self._folders = folders
        self._path = path

    def package(self, name: str, folder: str) -> Found:
        """The package that `folder` is under that name, a namespace package without `__init__`."""
        init = self._folders.package_file(folder)
        if init is None:
            return Found(name, None, (folder,))
        module = Module(name, init[0], init[1], is_package=True, note=self._shadowed(folder, init))
        return Found(name, module, (folder, *self._portions(name, folder, init)))

    def child(self, parent: Found, stem: str) -> Found | None:
        """What `parent.stem` is; None when no folder of the parent holds it."""
        held = [self._folders.listing(folder).holdings.get(stem) for folder in parent.folders]
        return self._choose(f"{parent.name}.{stem}".lstrip("."), stem, [one for one in held if one])

    def stems(self, parent: Found) -> list[str]:
        """The names that the folders of the parent hold, sorted."""
        listings = [self._folders.listing(folder).holdings for folder in parent.folders]
        return sorted({stem for listing in listings for stem in listing} - {"__init__"})

    def below(self, found: Found) -> list[Module]:
        """The modules of `found` itself and of everything below it."""
        return self._walk(found, None, ())

    def _walk(
        self, found: Found, blocked: str | None, above: tuple[tuple[int, int], ...]
    ) -> list[Module]:
        inside = tuple(identity for folder in found.folders if (identity := _identity(folder)))
        if set(inside) & set(above):
            why = "a symbolic link to a folder above it"
            return [Module(_shown(found.name), found.folders[0], skip=why)]
        modules = []
        if found.module is not None:
            modules.append(_blocked(found.module, blocked))
            blocked = blocked or _why_children_fail(found.module)
        if not found.folders:
            return modules
        modules += self._unreadable(found)
        for stem in self.stems(found):
            child = self.child(found, stem)
            if child is None:
                continue
            if child.module is not None and not child.folders and not child.hidden:
                modules.append(_blocked(child.module, blocked or _unimportable(stem, namespace=False)))
            else:
                modules += self._descend(child, stem, blocked, (*above, *inside))
        return modules

    def _descend(
        self, child: Found, stem: str, blocked: str | None, above: tuple[tuple[int, int], ...]
    ) -> list[Module]:
        blocked = blocked or _unimportable(stem, namespace=child.module is None)
        modules = self._walk(child, blocked, above)
        for folder in child.hidden:
            why = f"{child.name} is the module {_base(child)}, so the folder of that name is no package"
            modules += self._walk(Found(child.name, None, (folder,)), blocked or why, above)
        return modules

    def _unreadable(self, found: Found) -> Iterator[Module]:
        for folder in found.folders:
            error = self._folders.listing(folder).error
            if error and found.module is None:
                yield Module(_shown(found.name), folder, skip=error)

    def _choose(self, name: str, stem: str, held: list[Holding]) -> Found | None:
        portions: list[str] = []
        for holding in held:
            if holding.folder and self._folders.package_file(holding.folder):
                return self._with_note(self.package(name, holding.folder), holding)
            if best := holding.best():
                return self._file(name, stem, best, holding)
            if holding.folder:
                portions.append(holding.folder)
        if portions:
            return Found(name, None, tuple(portions))
        useless = [one for holding in held for one in holding.useless]
        return Found(name, Module(name, useless[0][0], skip=useless[0][1])) if useless else None

    def _file(self, name: str, stem: str, best: tuple[str, ModuleKind], holding: Holding) -> Found:
        path, kind = best
        hidden = (holding.folder,) if holding.folder else ()
        alone = len(holding.files) == 1
        if kind is ModuleKind.EXTENSION and alone and not defines_module(path, stem):
            return Found(
                name, Module(name, path, kind, skip="a shared library, no extension module"), hidden=hidden
            )
        return Found(name, Module(name, path, kind, note=_hides(path, holding)), hidden=hidden)

    def _with_note(self, found: Found, holding: Holding) -> Found:
        note = _hides(holding.folder or "", holding)
        if note is None or found.module is None:
            return found
        notes = "; ".join(filter(None, [found.module.note, note]))
        return replace(found, module=replace(found.module, note=notes))

    def _shadowed(self, folder: str, init: tuple[str, ModuleKind]) -> str | None:
        return _hides(init[0], self._folders.listing(folder).holdings["__init__"])

    def _portions(self, name: str, folder: str, init: tuple[str, ModuleKind]) -> list[str]:
        """More folders of a package whose `__init__` extends its path (pkgutil, pkg_resources)."""
        if init[1] is not ModuleKind.SOURCE or not _extends_path(init[0]):
            return []
        places = [os.path.join(entry, *name.split(".")) for entry in self._path]
        return [place for place in dict.fromkeys(places) if place != folder and os.path.isdir(place)]


_EXTENDS = later(rb"\bextend_path\s*\(|\bdeclare_namespace\s*\(")
_LARGEST_STUB = 8192  # bytes; an `__init__` that only extends its path is far smaller


def _extends_path(path: str) -> bool:
    try:
        if os.path.getsize(path) > _LARGEST_STUB:
            return False
        with open(path, "rb") as file:
            return _EXTENDS.search(file.read()) is not None
    except OSError:
        return False


def _hides(path: str, holding: Holding) -> str | None:
    if not holding.files or (len(holding.files) == 1 and holding.files[0][1] == path):
        return None
    others = [
        other for _, other, kind in sorted(holding.files) if other != path and kind is not ModuleKind.BYTECODE
    ]
    return f"hides {', '.join(map(os.path.basename, others))}" if others else None


def _unimportable(stem: str, namespace: bool) -> str | None:
    """Why no import reaches a module of that name, or below that folder."""
    if stem.isidentifier():
        return None
    if "." in stem:
        return f"{_shown(stem)!r} has a dot in its name, which import takes for a package"
    if not re.fullmatch(r"\w+", stem):
        return f"{_shown(stem)!r} is no name that an import statement can spell"
    if namespace:
        return f"the folder {stem!r} has no __init__ and no name of a package"
    return None


def _why_children_fail(package: Module) -> str | None:
    return f"its package {package.name} cannot be imported: {package.skip}" if package.skip else None


def _blocked(module: Module, why: str | None) -> Module:
    shown = _shown(module.name)
    named = module if shown == module.name else replace(module, name=shown)
    return replace(named, skip=why) if why and not module.skip else named


def _shown(name: str) -> str:
    """A name whose bytes are not UTF-8 with escapes instead, so that it can be printed."""
    return name if name.isascii() else name.encode("utf-8", "backslashreplace").decode()


def _base(found: Found) -> str:
    return os.path.basename(found.module.path or "") if found.module else ""


def _identity(folder: str) -> tuple[int, int] | None:
    try:
        status = os.stat(folder)
    except OSError:
        return None
    return status.st_dev, status.st_ino
