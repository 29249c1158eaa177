"""What a source tree declares about itself: pyproject.toml (PEP 621), or setup.cfg.

read("/src/project") -> Project(name="project", declaration=Declaration(…))
"""

from __future__ import annotations

import os

from smoke.dataclass import dataclass
from smoke.distributions import entry_points
from smoke.distributions.installed import Declaration
from smoke.distributions.requirements import Requirement, normalized, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


@dataclass(frozen=True)
class Project:
    """The distribution that a source tree would become."""

    name: str
    declaration: Declaration


def read(folder: str) -> Project | None:
    """The project of the folder; None when nothing there names one."""
    table = table_of(folder).get("project")
    if isinstance(table, dict) and isinstance(table.get("name"), str):
        static = _of_table(table)
        old = _of_setup_cfg(folder) if "dependencies" in _strings(table.get("dynamic")) else None
        return Project(static.name, old.declaration) if old else static
    return _of_setup_cfg(folder)


def entry_points_of(folder: str) -> tuple[tuple[str, entry_points.Declared], ...]:
    """The entry points that the project of the folder declares, each with the file that does."""
    found = []
    for name, read_them in (("pyproject.toml", _of_pyproject), ("setup.cfg", _of_options)):
        path = os.path.join(folder, name)
        found += [(path, one) for one in read_them(folder, _text(path))]
    return tuple(found)


def table_of(folder: str) -> dict[str, Any]:
    """All of pyproject.toml; empty when it is absent or broken (`config` reports a broken one)."""
    try:
        with open(os.path.join(folder, "pyproject.toml"), encoding="utf-8") as file:
            text = file.read()
        from smoke import toml

        return toml.parsed(text)
    except (OSError, ValueError):
        return {}


def _of_pyproject(folder: str, text: str) -> list[entry_points.Declared]:
    return entry_points.of_pyproject(table_of(folder), text)


def _of_options(folder: str, text: str) -> list[entry_points.Declared]:
    import configparser

    parser, section = configparser.ConfigParser(interpolation=None), "options.entry_points"
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # names of groups keep their case
    try:
        parser.read_string(text)
    except configparser.Error:
        return []
    return entry_points.of_setup_cfg(dict(parser.items(section)) if parser.has_section(section) else {}, text)


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError):
        return ""


def _of_table(table: dict[str, Any]) -> Project:
    optional = table.get("optional-dependencies")
    groups = {name: _strings(texts) for name, texts in optional.items()} if isinstance(optional, dict) else {}
    return Project(table["name"], _declaration(_strings(table.get("dependencies")), groups))


def _of_setup_cfg(folder: str) -> Project | None:
    import configparser

    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read(os.path.join(folder, "setup.cfg"), encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError):
        return None
    name = parser.get("metadata", "name", fallback="")
    if not name:
        return None
    always = parser.get("options", "install_requires", fallback="").splitlines()
    section = "options.extras_require"
    extras = dict(parser.items(section)) if parser.has_section(section) else {}
    return Project(name, _declaration(always, {extra: text.splitlines() for extra, text in extras.items()}))


def _declaration(always: list[str], groups: dict[str, list[str]]) -> Declaration:
    found = [parse(text) for text in always]
    for extra, texts in groups.items():
        found += [_needed_by(parse(text), extra) for text in texts]
    return Declaration(tuple(one for one in found if one), tuple(groups))


def _needed_by(requirement: Requirement | None, extra: str) -> Requirement | None:
    if requirement is None:
        return None
    return Requirement(requirement.text, requirement.name, requirement.extras, (normalized(extra),))


def _strings(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
