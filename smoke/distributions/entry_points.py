"""Entry points as distributions and source trees declare them, with the line that does.

    parse("[console_scripts]\\nrun = pkg.cli:main") -> [Declared("console_scripts", "run", "pkg.cli:main", 2)]

An installed distribution has `entry_points.txt`; a source tree a pyproject.toml (PEP 621, Poetry) or a
setup.cfg. What a `setup.py` computes is known only after installing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from smoke.dataclass import dataclass
from smoke.patterns import later

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


@dataclass(frozen=True)
class Declared:
    """One entry point, not looked at further."""

    group: str
    name: str
    value: str
    line: int | None


@dataclass(frozen=True)
class Reference:
    """What the value of an entry point refers to."""

    module: str
    attributes: tuple[str, ...]
    extras: tuple[str, ...]


def reference(value: str) -> Reference | None:
    """The parts of "pkg.mod:attr.attr [extra, extra]"; None for a value that is no such thing.

    *Source*: the entry points specification (packaging.python.org), `importlib.metadata.EntryPoint.pattern`.
    """
    found = _REFERENCE.fullmatch(value.strip())
    if found is None:
        return None
    attributes = tuple(found["attributes"].split(".")) if found["attributes"] else ()
    extras = tuple(one.strip() for one in (found["extras"] or "").split(",") if one.strip())
    return Reference(found["module"], attributes, extras)


def parse(text: str) -> list[Declared]:
    """The entry points of an `entry_points.txt`."""
    found: list[Declared] = []
    group = None
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("[") and line.endswith("]"):
            group = line[1:-1].strip()
        elif group and "=" in line:
            name, _, value = line.partition("=")
            found.append(Declared(group, name.strip(), value.strip(), number))
    return found


def of_pyproject(table: Mapping[str, Any], text: str) -> list[Declared]:
    """Those of a pyproject.toml, given as a table and as its text."""
    project, poetry = _table(table, "project"), _table(table, "tool", "poetry")
    groups: list[tuple[str, Mapping[str, Any]]] = [
        ("console_scripts", _table(project, "scripts")),
        ("gui_scripts", _table(project, "gui-scripts")),
        *_groups(_table(project, "entry-points")),
        ("console_scripts", _table(poetry, "scripts")),
        *_groups(_table(poetry, "plugins")),
    ]
    lines = text.splitlines()
    return [
        Declared(group, name, value, _line_of(lines, name, value))
        for group, entries in groups
        for name, value in _values(entries)
    ]


def of_setup_cfg(options: Mapping[str, str], text: str) -> list[Declared]:
    """Those of the section `options.entry_points` of a setup.cfg, given as options and as the text."""
    lines = text.splitlines()
    found = []
    for group, entries in options.items():
        for name, _, value in (line.partition("=") for line in entries.splitlines() if "=" in line):
            found.append(
                Declared(group, name.strip(), value.strip(), _line_of(lines, name.strip(), value.strip()))
            )
    return found


_REFERENCE = later(
    r"(?P<module>[\w.]+)\s*(?::\s*(?P<attributes>[\w.]+)\s*)?(?:\[(?P<extras>[^\]]*)\]\s*)?"
)


def _values(entries: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in entries.items():
        if isinstance(value, Mapping):  # Poetry: {reference = "pkg:main", type = "console"}
            kind = value.get("type", "console")
            value = value.get("callable") or (value.get("reference") if kind == "console" else None)
        if isinstance(value, str):
            yield name, value


def _groups(table: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    return [(name, entries) for name, entries in table.items() if isinstance(entries, Mapping)]


def _table(table: Mapping[str, Any], *keys: str) -> Mapping[str, Any]:
    for key in keys:
        inner = table.get(key)
        table = inner if isinstance(inner, Mapping) else {}
    return table


def _line_of(lines: Sequence[str], name: str, value: str) -> int | None:
    """The first line that has the name before the value."""
    wanted = re.compile(rf"""\s*["']?{re.escape(name)}["']?\s*=.*{re.escape(value)}""")
    return next((number for number, line in enumerate(lines, start=1) if wanted.match(line)), None)
