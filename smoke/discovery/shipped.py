"""Targets of the form dist:NAME: exactly the modules that an installed distribution ships.

RECORD decides where there is one: a namespace package holds other distributions too, and a
project may install a second package. Every module file in RECORD comes out, planned or skipped
with the reason. An editable install records only its hooks, so its packages are looked up.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from smoke import interpreter as interpreters
from smoke.dataclass import replace
from smoke.discovery import projects
from smoke.discovery.folders import Files, Folders
from smoke.discovery.names import located
from smoke.discovery.tree import Found, Tree
from smoke.distributions import Distribution, Distributions
from smoke.distributions.editable import is_hook
from smoke.errors import UsageError
from smoke.model import Interpreter, Module, Selection


def from_distribution(name: str, interpreter: Interpreter) -> Selection:
    """The modules of the installed distribution `name`.

    Raises UsageError when it is not installed in the checked interpreter, or ships no module.
    """
    distributions = Distributions(interpreter.sys_path)
    one = distributions.named(name)
    if one is None:
        import difflib

        close = difflib.get_close_matches(name, distributions.names(), 3)
        hint = f"; did you mean {' or '.join(f'dist:{other}' for other in close)}?" if close else ""
        where = interpreter.executable
        raise UsageError(f"target 'dist:{name}': {where} has no distribution of that name{hint}")
    modules = modules_of(one, interpreter)
    if not modules:
        what = f"{one.name} {one.version} in {one.folder}"
        raise UsageError(f"target 'dist:{name}': {what} ships no Python module that smoke can find")
    return Selection(modules, distributions=(one.name,))


def modules_of(one: Distribution, interpreter: Interpreter) -> tuple[Module, ...]:
    """What the distribution ships, as far as its metadata tells."""
    recorded = _recorded(one, interpreter)
    if one.editable is not None:
        return (*recorded, *_by_name(_edited_names(one, interpreter), interpreter))
    if one.recorded is not None:
        return tuple(recorded)
    names = one.top_level or (one.name.replace("-", "_"), one.name.lower().replace("-", "_"), one.name)
    return tuple(_by_name(list(dict.fromkeys(names)), interpreter))


def _recorded(one: Distribution, interpreter: Interpreter) -> list[Module]:
    paths = [
        os.path.normpath(os.path.join(one.folder, path)) for path in one.recorded or () if _is_shipped(path)
    ]
    files = [path for path in paths if path.endswith(_suffixes(interpreter))]
    folders = Folders(interpreter, Files.of(files))
    tree = Tree(folders, interpreter.sys_path)
    everything = Found("", None, (one.folder,))
    walked = list(tree.below(everything)) if files else []
    walked += _left_over(one.folder, files, walked)
    return list(_as_found(walked, everything, tree, interpreter))


def _is_shipped(path: str) -> bool:
    """False for scripts, metadata, hooks of editable installs and caches."""
    first, _, rest = path.partition("/")
    if path.startswith(("..", "/")) or "__pycache__" in path or first.endswith(_METADATA):
        return False
    return bool(rest) or not is_hook(path)


_METADATA = (".dist-info", ".egg-info", ".data")


def _suffixes(interpreter: Interpreter) -> tuple[str, ...]:
    ours = (*interpreter.source_suffixes, *interpreter.bytecode_suffixes, *interpreter.extension_suffixes)
    return (*ours, ".pyd")


def _left_over(folder: str, files: list[str], walked: list[Module]) -> Iterator[Module]:
    """Files of RECORD that no import reaches; those that another file hides are noted there."""
    seen, names = {module.path for module in walked}, {module.name for module in walked}
    for path in sorted(set(files) - seen):
        stem = (
            os.path.relpath(path, folder).removesuffix(".py").replace(os.sep, ".").removesuffix(".__init__")
        )
        if stem not in names:
            there = os.path.exists(path)
            yield Module(stem, path, skip="no import reaches it" if there else "in RECORD, but not on disk")


def _as_found(
    modules: list[Module], everything: Found, tree: Tree, interpreter: Interpreter
) -> Iterator[Module]:
    """The modules, skipped where the interpreter would import something else under their top-level name."""
    tops = sorted({module.name.partition(".")[0] for module in modules if not module.skip})
    locations = interpreters.locate(interpreter, tops)
    hidden = {}
    for top in tops:
        own, location = tree.child(everything, top), locations[top]
        if own is not None and (location is None or not _is_same(own, located(top, location, tree))):
            where = "nothing" if location is None else location.origin or "a built-in module"
            hidden[top] = f"{interpreter.executable} imports {where} under the name {top}"
    for module in modules:
        why = None if module.skip else hidden.get(module.name.partition(".")[0])
        yield replace(module, skip=why) if why else module


def _is_same(own: Found, used: Found) -> bool:
    if own.module is not None and used.module is not None:
        return _same_file(own.module.path, used.module.path) or set(own.folders) <= set(used.folders) != set()
    return all(any(_same_file(folder, other) for other in used.folders) for folder in own.folders)


def _same_file(one: str | None, other: str | None) -> bool:
    try:
        return one is not None and other is not None and os.path.samefile(one, other)
    except OSError:
        return False


def _edited_names(one: Distribution, interpreter: Interpreter) -> list[str]:
    place = one.editable
    assert place is not None
    if place.mapping:
        return [name for name, _ in place.mapping]
    if one.top_level:
        return list(one.top_level)
    folders = Folders(interpreter)
    for folder in [*([place.project] if place.project else []), *place.folders]:
        if stems := [stem for _, stem in projects.layout(folder, folders)]:
            return stems
    return []


def _by_name(names: list[str], interpreter: Interpreter) -> list[Module]:
    tree = Tree(Folders(interpreter), interpreter.sys_path)
    locations = interpreters.locate(interpreter, names)
    found = [located(name, location, tree) for name, location in locations.items() if location is not None]
    modules = {module.name: module for one in found for module in tree.below(one)}
    return [modules[name] for name in sorted(modules)]
