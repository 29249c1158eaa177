"""What an editable install leaves in site-packages, read without running any of it.

* setuptools: `__editable___NAME_finder.py` with `MAPPING = {"pkg": "/src/pkg"}`, or a `.pth`
* the `editables` library (hatchling, pdm): `_NAME.py` or `_editable_impl_NAME.py` with
  `F.map_module("pkg", "/src/pkg/__init__.py")`, or a `.pth` with a folder
* `direct_url.json` (PEP 610) names the project's folder
"""

from __future__ import annotations

import ast
import json
import os
import re
from collections.abc import Iterable, Iterator

from smoke.dataclass import dataclass


@dataclass(frozen=True)
class Editable:
    """Where the modules of an editable install are."""

    mapping: tuple[tuple[str, str], ...]  # dotted name, its folder or file
    folders: tuple[str, ...]  # folders that a .pth file puts on sys.path
    project: str | None  # the project's folder


def read(folder: str, recorded: Iterable[str], direct_url: str | None) -> Editable | None:
    """The editable install whose RECORD lists `recorded` below `folder`; None for an ordinary one."""
    mapping: dict[str, str] = {}
    folders: list[str] = []
    for name in recorded:
        if "/" not in name and name.endswith(".pth"):
            folders += _pth_folders(os.path.join(folder, name))
        elif is_hook(name):
            mapping.update(_mapping(os.path.join(folder, name)))
    project = _project(direct_url)
    if not (mapping or folders or project):
        return None
    return Editable(tuple(sorted(mapping.items())), tuple(dict.fromkeys(folders)), project)


def is_hook(name: str) -> bool:
    """True for a module that only makes an editable install work."""
    return (
        re.fullmatch(r"__editable__\w+\.py|_editable_impl_\w+\.py|_\w+_editable_loader\.py", name) is not None
    )


def _pth_folders(path: str) -> Iterator[str]:
    for line in _text(path).splitlines():
        line = line.strip()
        if line and not line.startswith(("#", "import ", "import\t")):
            place = os.path.normpath(os.path.join(os.path.dirname(path), line))
            if os.path.isdir(place):
                yield place


def _mapping(path: str) -> dict[str, str]:
    try:
        tree = ast.parse(_text(path))
    except (SyntaxError, ValueError):
        return {}
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            found.update(_assigned(node))
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "map_module"
        ):
            name, place = (_literal(argument) for argument in node.args[:2])
            found.update({name: place} if isinstance(name, str) and isinstance(place, str) else {})
    return found


def _assigned(node: ast.Assign | ast.AnnAssign) -> dict[str, str]:
    """The dictionary of `MAPPING = {…}` or `MAPPING: dict[str, str] = {…}`."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    named = any(isinstance(target, ast.Name) and target.id == "MAPPING" for target in targets)
    value = _literal(node.value) if named and node.value is not None else None
    if not isinstance(value, dict):
        return {}
    return {name: place for name, place in value.items() if isinstance(name, str) and isinstance(place, str)}


def _literal(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def _project(direct_url: str | None) -> str | None:
    if not direct_url:
        return None
    from urllib.parse import unquote, urlsplit  # few are editable

    try:
        answer = json.loads(direct_url)
        parts = urlsplit(answer["url"])
        if not answer["dir_info"]["editable"] or parts.scheme != "file":
            return None
    except (ValueError, KeyError, TypeError):
        return None
    return os.path.normpath(unquote(parts.path))


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""
