"""From targets to modules: which modules a run is about, found on disk and never imported.

    select(["requests", "dist:PyYAML", "./src"], interpreter, cwd=…) -> Selection

`names`, `shipped` and `sources` each handle one kind of target; `projects` knows the layouts of
source trees; `tree`, `folders` and `extensions` follow the import system's rules over folders.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Sequence
from pathlib import Path

from smoke import targets as spelling
from smoke.discovery.names import differs, from_names
from smoke.discovery.shipped import from_distribution, modules_of
from smoke.discovery.sources import from_path, from_project, project_folder
from smoke.distributions import Distributions, declared
from smoke.errors import UsageError
from smoke.model import Interpreter, Module, Selection
from smoke.targets import Target, TargetKind


def select(
    targets: Sequence[str],
    interpreter: Interpreter,
    *,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    cwd: Path,
) -> Selection:
    """The modules of all targets, each name once; without a target, of the project in `cwd`.

    Raises UsageError when a target cannot be understood or found, and when nothing is left to import.
    """
    parsed = [spelling.parse(text, cwd) for text in targets]
    parts = _parts(parsed, interpreter, cwd) if parsed else [_of_folder(interpreter, cwd)]
    modules = _once(module for part in parts for module in part.modules)
    kept = [module for module in modules if is_wanted(module.name, include, exclude)]
    _refuse_nothing(kept, modules, targets, cwd)
    return Selection(
        tuple(kept),
        roots=_all(part.roots for part in parts),
        distributions=_all(part.distributions for part in parts),
        project=next((part.project for part in parts if part.project), None),
        notes=(*_all(part.notes for part in parts), *_unused(exclude, modules)),
    )


def is_wanted(name: str, include: Sequence[str], exclude: Sequence[str]) -> bool:
    """True unless the user has left the module out."""
    return (not include or _matches(name, include)) and not _matches(name, exclude)


def _parts(targets: Sequence[Target], interpreter: Interpreter, cwd: Path) -> list[Selection]:
    """One selection for each target; paths first, because their roots count when names are looked up."""
    paths = {one: from_path(one.value, interpreter) for one in targets if one.kind is TargetKind.PATH}
    roots = _all(part.roots for part in paths.values())
    names = [one.value for one in targets if one.kind is TargetKind.NAME]
    named = from_names(names, interpreter, roots, cwd)

    def part(one: Target) -> Selection:
        if one.kind is TargetKind.DISTRIBUTION:
            return from_distribution(one.value, interpreter)
        return paths[one] if one.kind is TargetKind.PATH else named[one.value]

    return [part(one) for one in targets]


def _of_folder(interpreter: Interpreter, cwd: Path) -> Selection:
    """The project of the current folder: what is installed of it, else its source."""
    source = from_project(str(cwd), interpreter)
    project = declared.read(str(cwd))
    one = Distributions(interpreter.sys_path).named(project.name) if project else None
    modules = modules_of(one, interpreter) if one else ()
    if one is None or not modules:
        return source
    difference = differs(modules, source.modules) if source.modules else None
    note = f"checking the installed {one.name} {one.version} ({one.folder})"
    return Selection(
        modules,
        distributions=(one.name,),
        notes=(f"{note}, which is not the source in this folder: {difference}",) if difference else (),
    )


def _once(modules: Iterable[Module]) -> list[Module]:
    """Each name once, sorted; one that can be imported before one that cannot.

    Raises UsageError when two targets give one name to different files.
    """
    kept: dict[str, Module] = {}
    for module in modules:
        other = kept.get(module.name)
        if other is None or (other.skip and not module.skip):
            kept[module.name] = module
        elif not other.skip and not module.skip and other.path != module.path:
            raise UsageError(
                f"two targets have different files for {module.name}, {other.path} and {module.path}; "
                "only one of them can be imported: check them one after the other"
            )
    return [kept[name] for name in sorted(kept)]


def _matches(name: str, globs: Sequence[str]) -> bool:
    """True when a glob matches the name or a package above it."""
    if not globs:
        return False
    parts = name.split(".")
    above = [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
    return any(fnmatch.fnmatchcase(one, glob) for glob in globs for one in above)


def _refuse_nothing(
    kept: Sequence[Module], found: Sequence[Module], targets: Sequence[str], cwd: Path
) -> None:
    if any(not module.skip for module in kept):
        return
    what = ", ".join(map(repr, targets)) if targets else f"the project in {cwd}"
    if kept:
        raise UsageError(f"no module of {what} can be imported; {kept[0].name}: {kept[0].skip}")
    if found:
        raise UsageError(f"--include and --exclude leave none of the {len(found)} modules of {what}")
    hint = "" if targets else "; name a package, dist:NAME or a folder"
    raise UsageError(f"no module found in {what}{hint}")


def _unused(exclude: Sequence[str], modules: Sequence[Module]) -> tuple[str, ...]:
    """Notes on globs that leave nothing out, most likely misspelled."""
    idle = [glob for glob in exclude if not any(_matches(module.name, [glob]) for module in modules)]
    return tuple(f"--exclude {glob!r} matches no module" for glob in idle)


def _all(groups: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for group in groups for one in group))


__all__ = ["is_wanted", "project_folder", "select"]
