"""Targets that are paths: a package folder, a folder of packages, a project, one file.

The question is always which folder has to be on sys.path: the first one above that has no
`__init__`, or further up when the code imports itself under a longer name (namespace packages).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence

from smoke import interpreter as interpreters
from smoke.dataclass import dataclass, replace
from smoke.discovery import projects
from smoke.discovery.folders import Folders
from smoke.discovery.tree import Found, Tree
from smoke.errors import UsageError
from smoke.model import Interpreter, Module, Selection
from smoke.patterns import later


def from_path(path: str, interpreter: Interpreter) -> Selection:
    """The modules at or below `path`, with the folder that goes on sys.path.

    Raises UsageError when there is nothing to import, or the standard library would be imported instead.
    """
    folders = Folders(interpreter)
    if not os.path.isdir(path):
        return _of_file(path, folders, interpreter)
    if folders.package_file(path) is not None:
        return _of_package(path, folders, interpreter)
    if projects.is_project(path):
        return from_project(path, interpreter)
    if _inside_package(path, folders):
        return _of_package(path, folders, interpreter)
    return _of_folder(path, folders, interpreter)


def from_project(folder: str, interpreter: Interpreter) -> Selection:
    """The packages and modules that the project in `folder` would ship."""
    folders = Folders(interpreter)
    layout = projects.layout(folder, folders)
    modules: list[Module] = []
    for root, stem in layout:
        tree = Tree(folders, [root, *interpreter.sys_path])
        found = tree.child(Found("", None, (root,)), stem)
        modules += tree.below(found) if found else ()
    roots = tuple(dict.fromkeys(root for root, _ in layout))
    return _selection(modules, roots, interpreter)


def project_folder(path: str) -> str | None:
    """The nearest folder at or above `path` with a pyproject.toml or setup.cfg, inside its repository."""
    folder = path
    while True:
        if any(os.path.isfile(os.path.join(folder, name)) for name in ("pyproject.toml", "setup.cfg")):
            return folder
        above = os.path.dirname(folder)
        if above == folder or os.path.exists(os.path.join(folder, ".git")):
            return None
        folder = above


@dataclass(frozen=True)
class _Place:
    """A root and the dotted name that a path has below it; an empty name: the root itself."""

    root: str
    name: str


def _of_file(path: str, folders: Folders, interpreter: Interpreter) -> Selection:
    folder = os.path.dirname(path)
    holdings = folders.listing(folder).holdings
    stem = next(
        (stem for stem, one in holdings.items() if any(path == file for _, file, _ in one.files)), None
    )
    if stem is None:
        why = next((why for one in holdings.values() for other, why in one.useless if other == path), None)
        raise UsageError(f"target {path!r} is no Python module: {why or 'its name does not end in .py'}")
    place = _place(folder, folders, [path])
    tree = Tree(folders, [place.root])
    name = ".".join(filter(None, [place.name, "" if stem == "__init__" else stem]))
    found = _navigate(name, place.root, tree)
    module = (
        found.module if found and found.module else Module(name or stem, path, skip="no import reaches it")
    )
    if module.path != path:
        module = Module(name, path, skip=f"import takes {module.path} instead")
    listed = next(
        (one for one in tree.below(Found("", None, (folder,))) if one.path == path and one.skip), None
    )
    return _selection([listed or module], (place.root,), interpreter)


def _of_package(path: str, folders: Folders, interpreter: Interpreter) -> Selection:
    place = _place(path, folders, list(_python_files(path)))
    tree = Tree(folders, [place.root, *interpreter.sys_path])
    found = _navigate(place.name, place.root, tree)
    if found is None:
        raise UsageError(f"target {path!r}: {place.name!r} is no name of a package; rename the folder")
    return _selection(list(tree.below(found)), (place.root,), interpreter)


def _of_folder(path: str, folders: Folders, interpreter: Interpreter) -> Selection:
    """A folder without `__init__`: a root like `src`, unless something knows it as a namespace package."""
    name = os.path.basename(path)
    tree = Tree(folders, [path, *interpreter.sys_path])
    everything = Found("", None, (path,))
    if name.isidentifier() and name not in tree.stems(everything):
        place = _of_project(path, folders) or _place(path, folders, list(_python_files(path)))
        if place.name and (found := _navigate(place.name, place.root, Tree(folders, [place.root]))):
            return _selection(list(tree.below(found)), (place.root,), interpreter)
    return _selection(list(tree.below(everything)), (path,), interpreter)


def _of_project(path: str, folders: Folders) -> _Place | None:
    """The namespace package that the project ships from this very folder."""
    project = project_folder(path)
    shipped = projects.layout(project, folders) if project else []
    return _Place(*os.path.split(path)) if os.path.split(path) in shipped else None


def _navigate(name: str, root: str, tree: Tree) -> Found | None:
    found: Found | None = Found("", None, (root,))
    for part in filter(None, name.split(".")):
        found = tree.child(found, part) if found else None
    return found


def _inside_package(path: str, folders: Folders) -> bool:
    return folders.package_file(os.path.dirname(path)) is not None


_FARTHEST = 5  # folders above the first root that may be parts of a namespace package


def _place(folder: str, folders: Folders, files: list[str]) -> _Place:
    """Where the code in `files` expects `folder` to be.

    The first root is the nearest folder without `__init__`. A higher one is taken when the code
    imports names that only exist from there, and none that exists from the first.
    """
    parts: list[str] = []
    root = folder
    if folders.package_file(folder) is None and _inside_package(folder, folders):
        root = os.path.dirname(folder)
        parts.insert(0, os.path.basename(folder))
    while folders.package_file(root) is not None and root != os.path.dirname(root):
        parts.insert(0, os.path.basename(root))
        root = os.path.dirname(root)
    first = _Place(root, ".".join(parts))
    return _wanted(first, list(_higher(first)), files)


def _higher(place: _Place) -> Iterator[_Place]:
    root, name = place.root, place.name
    for _ in range(_FARTHEST):
        base = os.path.basename(root)
        if not base.isidentifier() or any(os.path.exists(os.path.join(root, one)) for one in _BOUNDARIES):
            return
        root, name = os.path.dirname(root), f"{base}.{name}".rstrip(".")
        yield _Place(root, name)


_BOUNDARIES = ("pyproject.toml", "setup.py", "setup.cfg", ".git")
_IMPORTS = later(rb"^[ \t]*(?:from|import)[ \t]+([A-Za-z_]\w*)(?:\.(\w+))?", re.MULTILINE)


def _wanted(first: _Place, higher: list[_Place], files: list[str]) -> _Place:
    """The place whose names the code imports; the first one when it is among them or none is."""
    tops = {place.name.partition(".")[0]: place for place in reversed([first, *higher])}
    hits: set[str] = set()
    for path in files:
        for top, below in _imports(path):
            if top in tops and _exists(tops[top].root, top, below):
                hits.add(top)
        if first.name and first.name.partition(".")[0] in hits:
            return first
    return next((place for place in higher if place.name.partition(".")[0] in hits), first)


def _imports(path: str) -> Iterator[tuple[str, str]]:
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return
    for top, below in _IMPORTS.findall(data):
        yield top.decode(errors="replace"), below.decode(errors="replace")


def _exists(root: str, top: str, below: str) -> bool:
    path = os.path.join(root, top, below) if below else os.path.join(root, top)
    return os.path.isdir(path) or os.path.isfile(path + ".py")


def _python_files(folder: str) -> Iterator[str]:
    for place, inside, names in os.walk(folder):
        inside[:] = sorted(name for name in inside if not name.startswith("."))
        for name in sorted(names):
            path = os.path.join(place, name)
            if name.endswith(".py") and os.path.isfile(path):  # no FIFO
                yield path


def _selection(modules: list[Module], roots: tuple[str, ...], interpreter: Interpreter) -> Selection:
    kept = tuple(_without_stdlib(modules, interpreter))
    project = project_folder(roots[0]) if roots else None
    return Selection(kept, roots=tuple(_needed(roots, kept, interpreter)), project=project)


def _needed(roots: Sequence[str], modules: Sequence[Module], interpreter: Interpreter) -> Iterator[str]:
    """The roots without which the interpreter would not import these very files.

    Its own site-packages must not go in front of its standard library.
    """
    for root in roots:
        tops = {one.name.partition(".")[0] for one in modules if (one.path or "").startswith(root + os.sep)}
        places = interpreters.locate(interpreter, sorted(tops)) if root in interpreter.sys_path else {}
        if not places or not all(_is_below(place, root) for place in places.values()):
            yield root


def _is_below(place: interpreters.Location | None, root: str) -> bool:
    files = [place.origin, *place.search] if place else []
    return any(file is not None and file.startswith(root + os.sep) for file in files)


def _without_stdlib(modules: list[Module], interpreter: Interpreter) -> Iterator[Module]:
    """The child has loaded parts of the standard library before the root goes on its path."""
    for module in modules:
        top = module.name.partition(".")[0]
        inside = (module.path or "").startswith(interpreter.stdlib_path + os.sep)
        if top in interpreter.stdlib_modules and not inside and not module.skip:
            why = f"{top} is the name of a standard library module, which would be imported instead"
            yield replace(module, skip=why)
        else:
            yield module
