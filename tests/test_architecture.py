"""Who may know whom: stages meet in `model` and in `session`, and nothing of the parent runs in the child.

A module without a row in the table fails, so a new room is a decision that somebody writes down here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import smoke

PACKAGE = Path(smoke.__file__).resolve().parent
LONGEST = 400
EVERYBODYS = {"smoke.dataclass", "smoke.patterns", "smoke.temporary"}

# Room: the rooms that it may import, besides itself. A row covers the modules below it.
ROWS: dict[str, set[str]] = {
    "smoke": set(),
    "smoke.__main__": {"smoke.cli"},
    "smoke.cli": {
        "smoke.arguments",
        "smoke.config",
        "smoke.errors",
        "smoke.interpreter",
        "smoke.model",
        "smoke.plan",
        "smoke.progress",
        "smoke.reporters",
        "smoke.rules",
        "smoke.runner",
        "smoke.session",
    },
    # The other front. Its entry file is loaded in every run of pytest: no room but its own.
    "smoke.pytest_plugin": {
        "smoke.config",
        "smoke.errors",
        "smoke.model",
        "smoke.plan",
        "smoke.reporters",
        "smoke.rules",
        "smoke.session",
    },
    "smoke.arguments": {"smoke", "smoke.errors"},
    # Watches the session, for people at a terminal.
    "smoke.progress": {"smoke.model", "smoke.reporters.printable", "smoke.session"},
    "smoke.session": {
        "smoke",
        "smoke.cache",
        "smoke.collecting",
        "smoke.comments",
        "smoke.config",
        "smoke.discovery",
        "smoke.followups",
        "smoke.interpreter",
        "smoke.matching",
        "smoke.brake",
        "smoke.model",
        "smoke.parts",
        "smoke.preparing",
        "smoke.reached",
        "smoke.rules",
        "smoke.runner",
        "smoke.suppressions",
        "smoke.verdicts",
        "smoke.visibility",
    },
    "smoke.preparing": {
        "smoke.cache",
        "smoke.collecting",
        "smoke.distributions",
        "smoke.errors",
        "smoke.model",
        "smoke.parts",
        "smoke.plan",
        "smoke.runner",
        "smoke.visibility",
    },
    "smoke.verdicts": {"smoke.model", "smoke.rules", "smoke.suppressions", "smoke.told"},
    "smoke.collecting": {"smoke.model", "smoke.rules", "smoke.runner", "smoke.shares"},
    # The data, which knows nobody.
    "smoke.model": set(),
    "smoke.errors": set(),
    # Stand in for parts of the standard library: everybody may use them.
    **{each: set() for each in EVERYBODYS},
    # The stages. Each knows the data; none knows the stage before or after it.
    "smoke.config": {"smoke.errors", "smoke.model", "smoke.toml"},
    "smoke.targets": {"smoke.errors"},
    "smoke.interpreter": {"smoke.describing", "smoke.errors", "smoke.model"},
    "smoke.describing": {"smoke.errors", "smoke.runner.boot"},
    "smoke.discovery": {
        "smoke.distributions",
        "smoke.errors",
        "smoke.interpreter",
        "smoke.model",
        "smoke.targets",
    },
    "smoke.cache": {"smoke.model"},
    "smoke.plan": {"smoke.model"},
    "smoke.brake": {"smoke.matching", "smoke.model", "smoke.rules", "smoke.suppressions"},
    "smoke.parts": {"smoke.model", "smoke.plan"},
    "smoke.runner": {"smoke.errors", "smoke.model", "smoke.probe.wire"},
    "smoke.rules": {"smoke.errors", "smoke.model", "smoke.sources", "smoke.told"},
    "smoke.followups": {"smoke.distributions", "smoke.model"},
    "smoke.visibility": {"smoke.distributions", "smoke.errors", "smoke.model"},
    "smoke.suppressions": {"smoke.comments", "smoke.model", "smoke.rules", "smoke.sources"},
    "smoke.matching": {"smoke.model"},
    "smoke.reached": {"smoke.model"},
    "smoke.reporters": {"smoke.model", "smoke.sources"},
    # What several stages read.
    "smoke.distributions": {"smoke.toml"},
    "smoke.toml": set(),
    "smoke.sources": set(),
    "smoke.told": {"smoke.shares"},
    "smoke.shares": set(),
    "smoke.comments": {"smoke.sources", "smoke.told"},
    # Starts children, but imports nothing of what runs in them.
    "smoke.runner.boot": set(),
    # The child's side.
    "smoke.probe": set(),
    "smoke.probe.wire": set(),
}

# Files that may be longer than LONGEST lines, each with its reason.
LONG: dict[str, str] = {
    "smoke.probe.steps": "one short function for each group of instructions, in one table",
}


def _modules() -> dict[str, Path]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = ("smoke", *path.relative_to(PACKAGE).with_suffix("").parts)
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = _modules()


@pytest.mark.parametrize("module", MODULES)
def test_a_module_has_a_room(module: str) -> None:
    room = _room(module)
    assert room != "smoke" or module == "smoke", f"{module} needs a row in ROWS"


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_its_room_may(module: str) -> None:
    room = _room(module)
    wrong = {
        imported
        for imported in _imports(module, MODULES[module])
        if (theirs := _room(imported)) != room and not _allowed(imported, theirs, room)
    }
    assert not wrong, f"{room} may import {sorted(ROWS[room]) or 'nothing of smoke'}"


def test_no_row_is_left_over() -> None:
    rooms = {_room(module) for module in MODULES}
    assert set(ROWS) == rooms, "a row without modules"
    for room, allowed in ROWS.items():
        used = {imported for module in MODULES if _room(module) == room for imported in _of(module)}
        unused = {
            one for one in allowed if not any(imported == one or _room(imported) == one for imported in used)
        }
        assert not unused, f"{room} does not use {sorted(unused)}"


def test_no_two_rooms_import_each_other() -> None:
    for room, allowed in ROWS.items():
        for other in allowed:
            assert room not in ROWS.get(other, set()), f"{room} and {other}"


@pytest.mark.parametrize("module", [module for module in MODULES if not module.startswith("smoke.probe")])
def test_the_parent_knows_only_the_wire_format_of_the_child(module: str) -> None:
    probed = {one for one in _of(module) if one.startswith("smoke.probe")}
    assert probed <= {"smoke.probe.wire"}


@pytest.mark.parametrize("module", MODULES)
def test_a_file_is_short_enough_to_be_read_at_once(module: str) -> None:
    lines = len(MODULES[module].read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST or module in LONG


@pytest.mark.parametrize("module", MODULES)
def test_a_module_says_what_it_is_for(module: str) -> None:
    assert ast.get_docstring(ast.parse(MODULES[module].read_text(encoding="utf-8")))


def _of(module: str) -> set[str]:
    return set(_imports(module, MODULES[module]))


def _room(module: str) -> str:
    """The longest row that covers the module."""
    while module not in ROWS:
        module = module.rpartition(".")[0] or "smoke"
    return module


def _allowed(imported: str, room: str, own: str) -> bool:
    allowed = ROWS[own]
    if room in EVERYBODYS:
        return not own.startswith("smoke.probe")
    return imported in allowed or room in allowed or (room.startswith(own + ".") and own != "smoke")


def _imports(module: str, path: Path) -> Iterator[str]:
    """Dotted names of the modules of smoke that are imported anywhere in the file."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.partition(".")[0] == "smoke")
        elif isinstance(node, ast.ImportFrom):
            base = _base(node, package)
            if base.partition(".")[0] == "smoke":
                for alias in node.names:
                    whole = f"{base}.{alias.name}"
                    yield whole if whole in MODULES else base


def _base(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    above = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join([*above, node.module] if node.module else above)
