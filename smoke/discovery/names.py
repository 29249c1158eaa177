"""Targets that are dotted names: what the checked interpreter would import, or the folder next door.

A name that the interpreter finds in one place while `./NAME` is different code is refused: which
of the two the user means decides everything that follows.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from smoke import interpreter as interpreters
from smoke.discovery.folders import Folders
from smoke.discovery.sources import project_folder
from smoke.discovery.tree import Found, Tree
from smoke.distributions import Distributions
from smoke.errors import UsageError
from smoke.interpreter import Location
from smoke.model import Interpreter, Module, ModuleKind, Selection


def from_names(
    names: Sequence[str], interpreter: Interpreter, roots: Sequence[str], cwd: Path
) -> dict[str, Selection]:
    """For each of the names its modules and those below it; the interpreter is asked once for all.

    Raises UsageError when one exists nowhere, or twice with different contents.
    """
    tops = dict.fromkeys(name.partition(".")[0] for name in names)
    locations = interpreters.locate(interpreter, list(tops), roots)
    tree = Tree(Folders(interpreter), [*roots, *interpreter.sys_path])
    return {
        name: _from_name(name, locations[name.partition(".")[0]], tree, interpreter, roots, cwd)
        for name in names
    }


def _from_name(
    name: str,
    location: Location | None,
    tree: Tree,
    interpreter: Interpreter,
    roots: Sequence[str],
    cwd: Path,
) -> Selection:
    top = name.partition(".")[0]
    if location is None:
        return _next_door(name, interpreter, cwd)
    found = _descend(located(top, location, tree), name, tree, interpreter, roots)
    modules = tuple(tree.below(found))
    return Selection(modules, notes=_compared(name, modules, interpreter, cwd))


def located(name: str, location: Location, tree: Tree) -> Found:
    """The tree's view of what the interpreter would import under that name.

    Raises UsageError for what is in no folder (a zip archive, a loader of its own).
    """
    if location.kind == "builtin":
        return Found(name, Module(name, None, ModuleKind.BUILTIN))
    if location.kind == "namespace":
        return Found(name, None, tuple(folder for folder in location.search if os.path.isdir(folder)))
    if location.kind == "other":
        raise UsageError(
            f"{name} comes from {location.origin}, which is no module file in a folder; "
            "smoke cannot look into archives: install it unpacked"
        )
    return _from_file(name, location, tree)


def _from_file(name: str, location: Location, tree: Tree) -> Found:
    origin = location.origin or ""
    place = os.path.dirname(os.path.dirname(origin) if location.search else origin)
    found = tree.child(Found(name.rpartition(".")[0], None, (place,)), name.rpartition(".")[2])
    if found is not None and found.module is not None and found.module.path == origin:
        return found  # with its notes, and the further portions of a legacy namespace
    module = Module(name, origin, ModuleKind(location.kind), is_package=bool(location.search))
    return Found(name, module, location.search)


def _descend(found: Found, name: str, tree: Tree, interpreter: Interpreter, roots: Sequence[str]) -> Found:
    while found.name != name:
        part = name[len(found.name) + 1 :].partition(".")[0]
        child = tree.child(found, part) or _by_finder(f"{found.name}.{part}", tree, interpreter, roots)
        if child is None:
            raise UsageError(f"target {name!r}: {_missing(found, part, tree)}")
        found = child
    return found


def _by_finder(name: str, tree: Tree, interpreter: Interpreter, roots: Sequence[str]) -> Found | None:
    """Through the finders of editable installs, which map names to folders elsewhere."""
    location = interpreters.locate(interpreter, [name], roots)[name]
    return located(name, location, tree) if location else None


def _missing(found: Found, part: str, tree: Tree) -> str:
    if not found.folders:
        return f"{found.name} is a module, no package, so it has no {part!r} below it"
    import difflib

    close = difflib.get_close_matches(part, tree.stems(found), 3)
    places = ", ".join(found.folders)
    return f"{found.name} has no module {part!r} ({places}){_did_you_mean(close)}"


def _did_you_mean(close: Sequence[str]) -> str:
    return f"; did you mean {' or '.join(close)}?" if close else ""


def _next_door(name: str, interpreter: Interpreter, cwd: Path) -> Selection:
    for root in (str(cwd), str(cwd / "src")):
        modules = _source_modules(name, root, interpreter)
        if modules:
            return Selection(
                modules,
                roots=(root,),
                project=project_folder(root),
                notes=(
                    f"{name} is not installed for {interpreter.executable}; checking the source in {root}",
                ),
            )
    raise UsageError(f"target {name!r}: {_unknown(name, interpreter, cwd)}")


def _source_modules(name: str, root: str, interpreter: Interpreter) -> tuple[Module, ...]:
    tree = Tree(Folders(interpreter), [root, *interpreter.sys_path])
    found: Found | None = Found("", None, (root,))
    for part in name.split("."):
        found = tree.child(found, part) if found else None
    return tuple(tree.below(found)) if found else ()


def _unknown(name: str, interpreter: Interpreter, cwd: Path) -> str:
    top = name.partition(".")[0]
    distributions = Distributions(interpreter.sys_path)
    if (dist := distributions.named(name)) is not None:
        return f"no module has that name, but an installed distribution has; write dist:{dist.name}"
    import difflib

    close = difflib.get_close_matches(top, _top_level_names(interpreter, cwd), 3)
    return f"{interpreter.executable} finds no module {top!r} and {cwd} has none{_did_you_mean(close)}"


def _top_level_names(interpreter: Interpreter, cwd: Path) -> list[str]:
    tree = Tree(Folders(interpreter), ())
    places = tuple(folder for folder in (str(cwd), *interpreter.sys_path) if os.path.isdir(folder))
    names = {*tree.stems(Found("", None, places)), *interpreter.stdlib_modules}
    return sorted(name for name in names if name.isidentifier())


def _compared(name: str, modules: Sequence[Module], interpreter: Interpreter, cwd: Path) -> tuple[str, ...]:
    """A note when `./NAME` is the same code again; UsageError when it is other code."""
    local = [module for module in _source_modules(name, str(cwd), interpreter) if module.path]
    if not local or not any(module.path for module in modules) or _same_place(modules, local):
        return ()
    here = os.path.join(cwd, *name.split("."))
    place = next(module.path for module in modules if module.path)
    if difference := differs(modules, local):
        folder, owners = name.replace(".", "/"), Distributions(interpreter.sys_path).for_modules([name])
        installed = f"dist:{owners[0]}" if len(owners) == 1 else "the name in another folder"
        raise UsageError(
            f"target {name!r} is ambiguous: {interpreter.executable} imports {place}, but the current folder "
            f"has other code under that name ({difference}); write ./{folder} for the folder, "
            f"or {installed} for what is installed"
        )
    return (f"checking the installed {name} ({place}); {here} is the same code",)


def differs(installed: Sequence[Module], local: Sequence[Module]) -> str | None:
    """What first differs between the source files of the two, None when they are the same."""
    one, other = _sources(installed), _sources(local)
    for name in sorted(one.keys() | other.keys()):
        if name not in one:
            return f"{other[name]} is not installed"
        if name not in other:
            return f"{one[name]} is not in it"
        if not _same_bytes(one[name], other[name]):
            return f"{other[name]} is not {one[name]}"
    return None


def _sources(modules: Sequence[Module]) -> dict[str, str]:
    return {
        one.name: one.path for one in modules if one.path and one.kind is ModuleKind.SOURCE and not one.skip
    }


def _same_place(modules: Sequence[Module], local: Sequence[Module]) -> bool:
    first = next(module.path for module in modules if module.path)
    own = next((one.path for one in local if one.name == modules[0].name), local[0].path)
    try:
        return own is not None and first is not None and os.path.samefile(first, own)
    except OSError:
        return False


def _same_bytes(one: str, other: str) -> bool:
    try:
        return Path(one).read_bytes() == Path(other).read_bytes()
    except OSError:
        return False
