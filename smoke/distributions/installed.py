"""One installed distribution, its files read only when they are asked for."""

from __future__ import annotations

import os
from bisect import bisect_left
from functools import cached_property

from smoke.dataclass import dataclass
from smoke.distributions import editable, entry_points
from smoke.distributions.metadata import Described
from smoke.distributions.requirements import Requirement, normalized, parse


@dataclass(frozen=True)
class Declaration:
    """What a distribution requires."""

    requirements: tuple[Requirement, ...]
    extras: tuple[str, ...]  # as its author spells them


class Distribution:
    """What one `.dist-info` or `.egg-info` folder says."""

    def __init__(self, source: Described) -> None:
        self._source = source

    @property
    def name(self) -> str:
        """The name that the metadata has; empty when there is none."""
        return self._source.name

    @cached_property
    def version(self) -> str:
        """The version that the metadata has; empty when there is none."""
        return next(iter(self._source.values("Version")), "")

    @cached_property
    def folder(self) -> str:
        """The folder on sys.path that holds its metadata and that its files are relative to."""
        return self._source.folder

    @cached_property
    def recorded(self) -> tuple[str, ...] | None:
        """Paths of its files, relative to `folder` with slashes; None when nothing recorded them.

        Distributions of Linux systems come without RECORD. SOURCES.txt does not count: it lists
        what an archive holds, setup.py and tests too.
        """
        text = self._source.text("RECORD")
        if text is None:
            return self._installed_files()
        return tuple(filter(None, _first_fields(text.replace("\\", "/"))))

    @cached_property
    def tops(self) -> frozenset[str]:
        """What the paths of its files begin with, up to a slash or a dot: its import names are among them."""
        recorded = self.recorded or ()
        return frozenset(first.partition(".")[0] for first in {path.partition("/")[0] for path in recorded})

    @cached_property
    def editable(self) -> editable.Editable | None:
        """Where its modules are if it is an editable install."""
        beside = [path for path in self.recorded or () if "/" not in path]
        return editable.read(self.folder, beside, self._source.text("direct_url.json"))

    @cached_property
    def top_level(self) -> tuple[str, ...]:
        """The import names that it declares itself (top_level.txt, setuptools only)."""
        return tuple((self._source.text("top_level.txt") or "").split())

    @cached_property
    def declaration(self) -> Declaration:
        """Its requirements and extras."""
        requirements = [parse(text) for text in self._source.requires]
        extras = tuple(self._source.values("Provides-Extra"))
        return Declaration(tuple(one for one in requirements if one), extras)

    @cached_property
    def entry_points(self) -> tuple[entry_points.Declared, ...]:
        """The entry points that it declares."""
        return tuple(entry_points.parse(self._source.text("entry_points.txt") or ""))

    @property
    def entry_points_file(self) -> str | None:
        """Where they are declared."""
        path = os.path.join(self._source.path, "entry_points.txt")
        return path if self._source.path and os.path.isfile(path) else None

    def is_named(self, name: str) -> bool:
        """True when `name` means this distribution, whatever its spelling."""
        return normalized(self.name) == normalized(name)

    def ships(self, module: str) -> bool:
        """True when an import of the dotted name, or of something below it, would use its files."""
        path = module.replace(".", "/")
        if self.editable is not None and self._is_edited(module, path):
            return True
        top = module.partition(".")[0]
        if self.recorded is None:
            return top in (self.top_level or (normalized(self.name).replace("-", "_"),))
        return top in self.tops and (top == module or any(map(self._has_below, (f"{path}/", f"{path}."))))

    def _has_below(self, beginning: str) -> bool:
        place = bisect_left(self._sorted, beginning)
        return place < len(self._sorted) and self._sorted[place].startswith(beginning)

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.recorded or ())

    def _is_edited(self, module: str, path: str) -> bool:
        place = self.editable
        assert place is not None
        mapped = any(module == name or f"{module}.".startswith(f"{name}.") for name, _ in place.mapping)
        return mapped or any(_holds(os.path.join(folder, *path.split("/"))) for folder in place.folders)

    def _installed_files(self) -> tuple[str, ...] | None:
        """What old installers wrote into an .egg-info folder instead of RECORD."""
        if self._source.text("installed-files.txt") is None:
            return None
        return tuple(self._source.files)


def _holds(path: str) -> bool:
    return os.path.isdir(path) or os.path.isfile(path + ".py")


def _first_fields(text: str) -> list[str]:
    """The first column of a RECORD; lines without quotes need no csv reader (RECORDs are long)."""
    lines = text.splitlines()
    if '"' not in text:
        return [line.partition(",")[0] for line in lines]
    import csv

    return [next(csv.reader([line]))[0] if line.startswith('"') else line.partition(",")[0] for line in lines]
