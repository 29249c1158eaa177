"""What the user names on the command line or in the settings, told apart by its spelling alone.

    requests, pkg.sub      a dotted name
    dist:PyYAML            an installed distribution
    ./pkg, src/, a.py      a path, which must exist

A bare word is always a name: `./word` is the folder. Whether a name exists is for `discovery`.
"""

from __future__ import annotations

import os
from enum import Enum
from pathlib import Path

from smoke.dataclass import dataclass
from smoke.errors import UsageError
from smoke.patterns import later


class TargetKind(str, Enum):
    """How a target is looked up."""

    NAME = "name"
    DISTRIBUTION = "distribution"
    PATH = "path"


@dataclass(frozen=True)
class Target:
    """One target: `value` is the dotted name, the distribution's name or the absolute path."""

    text: str
    kind: TargetKind
    value: str


def parse(text: str, cwd: Path) -> Target:
    """The target that `text` means when said in the folder `cwd`.

    Raises UsageError for a path that does not exist and for a text that can be none of the three.
    """
    if text.startswith(_DISTRIBUTION):
        return Target(text, TargetKind.DISTRIBUTION, _distribution(text))
    if _is_path(text):
        return Target(text, TargetKind.PATH, _path(text, cwd))
    if _NAME.fullmatch(text):
        return Target(text, TargetKind.NAME, text)
    if text and os.path.exists(cwd / text):
        return Target(text, TargetKind.PATH, _path(text, cwd))
    raise UsageError(f"target {text!r} is neither a dotted name nor a path that exists{_hint(text)}")


_DISTRIBUTION = "dist:"
_NAME = later(r"\w+(\.\w+)*")
_DISTRIBUTION_NAME = later(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")  # the core metadata's "Name"


def _is_path(text: str) -> bool:
    separators = [os.sep, "/"] + ([os.altsep] if os.altsep else [])
    return any(one in text for one in separators) or text.startswith((".", "~")) or text.endswith(".py")


def _path(text: str, cwd: Path) -> str:
    path = os.path.normpath(cwd / os.path.expanduser(text))
    if not os.path.exists(path):
        raise UsageError(f"target {text!r}: there is no such file or folder ({path})")
    return path


def _distribution(text: str) -> str:
    name = text[len(_DISTRIBUTION) :]
    if not _DISTRIBUTION_NAME.fullmatch(name):
        raise UsageError(
            f"target {text!r}: {name!r} is no name of a distribution; write for example dist:PyYAML"
        )
    return name


def _hint(text: str) -> str:
    if _DISTRIBUTION_NAME.fullmatch(text):
        return f"; for the installed distribution write dist:{text}"
    return "; write pkg.module, dist:NAME or ./folder"
