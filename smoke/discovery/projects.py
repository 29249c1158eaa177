"""Which packages a source tree would ship, as the build tools would decide.

A declaration in pyproject.toml counts first; else `src/` holds nothing but packages; else the
packages of the folder itself, without those that setuptools leaves out of a flat layout.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from smoke.discovery.folders import Folders
from smoke.distributions import declared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MARKS = ("pyproject.toml", "setup.py", "setup.cfg")

# Names that a flat layout does not ship. Source: setuptools.discovery, FlatLayout*Finder.
_LEFT_OUT = frozenset(
    """
    ci bin debian doc docs documentation manpages news newsfragments changelog test tests unit_test
    unit_tests example examples scripts tools util utils python build dist benchmark benchmarks
    exercise exercises htmlcov tasks fabfile site_scons venv env node_modules
    setup conftest noxfile toxfile pavement dodo manage __main__
    """.split()
)


def is_project(folder: str) -> bool:
    """True when a file in the folder says how to build a distribution from it."""
    return any(os.path.isfile(os.path.join(folder, name)) for name in _MARKS)


def layout(folder: str, folders: Folders) -> list[tuple[str, str]]:
    """Pairs of root and top-level name, sorted; empty when the folder holds no package or module."""
    table = declared.table_of(folder)
    named = [one for one in _declared(folder, table) if _is_there(one, folders)]
    if named:
        return sorted(set(named))
    for root in _roots(folder, table):
        stems = sorted(_packages(root, folders, flat=root == folder))
        if stems:
            return [(root, stem) for stem in stems]
    return []


def _roots(folder: str, table: dict[str, Any]) -> list[str]:
    setuptools = _table(_table(table, "tool"), "setuptools")
    where = _table(_table(setuptools, "packages"), "find").get("where")
    package_dir = _table(setuptools, "package-dir").get("")
    said = [one for one in (where if isinstance(where, list) else [package_dir]) if isinstance(one, str)]
    places = [os.path.normpath(os.path.join(folder, one)) for one in [*said, "src", "."]]
    return [place for place in dict.fromkeys(places) if os.path.isdir(place)]


def _packages(root: str, folders: Folders, flat: bool) -> Iterator[str]:
    """Regular packages; without one the namespace packages and single modules."""
    holdings = folders.listing(root).holdings
    stems = [stem for stem in holdings if stem.isidentifier() and not (flat and stem.lower() in _LEFT_OUT)]
    regular = [stem for stem in stems if (inside := holdings[stem].folder) and folders.package_file(inside)]
    if not flat:
        yield from stems
    elif regular:
        yield from regular
    else:
        others = [(stem, holdings[stem]) for stem in stems]
        yield from (stem for stem, one in others if one.files or _has_packages(one.folder, folders))


def _has_packages(folder: str | None, folders: Folders) -> bool:
    if folder is None:
        return False
    inside = [one.folder for one in folders.listing(folder).holdings.values() if one.folder]
    return any(folders.package_file(one) for one in inside)


def _declared(folder: str, table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Packages that pyproject.toml lists by name: setuptools, hatchling, poetry, flit."""
    tool = _table(table, "tool")
    for name in _strings(_table(tool, "setuptools").get("packages")):
        where = _table(_table(tool, "setuptools"), "package-dir").get("", ".")
        yield os.path.normpath(os.path.join(folder, str(where))), name.partition(".")[0]
    wheel = _table(_table(_table(_table(tool, "hatch"), "build"), "targets"), "wheel")
    for path in _strings(wheel.get("packages")):
        root, _, name = os.path.normpath(os.path.join(folder, path)).rpartition(os.sep)
        yield root, name
    poetry = _table(tool, "poetry").get("packages")
    for one in poetry if isinstance(poetry, list) else []:
        if isinstance(one, dict) and isinstance(one.get("include"), str):
            root = os.path.normpath(os.path.join(folder, str(one.get("from", "."))))
            yield root, one["include"].partition("/")[0]
    module = _table(_table(tool, "flit"), "module").get("name")
    if isinstance(module, str):
        yield from ((os.path.join(folder, place).rstrip(os.sep), module) for place in ("src", ""))


def _is_there(one: tuple[str, str], folders: Folders) -> bool:
    return one[1] in folders.listing(one[0]).holdings


def _table(table: dict[str, Any], key: str) -> dict[str, Any]:
    value = table.get(key)
    return value if isinstance(value, dict) else {}


def _strings(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
