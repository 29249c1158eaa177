"""One installed distribution, its files read only when they are asked for."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import importlib_metadata

from smoke.distributions import editable, entry_points
from smoke.distributions.requirements import Requirement, normalized, parse


@dataclass(frozen=True)
class Declaration:
    """What a distribution requires."""

    requirements: tuple[Requirement, ...]
    extras: tuple[str, ...]  # as its author spells them


class Distribution:
    """What importlib-metadata found in one `.dist-info` or `.egg-info` folder."""

    def __init__(self, source: importlib_metadata.Distribution) -> None:
        self._source = source

    @cached_property
    def name(self) -> str:
        """The name that the metadata has; empty when there is none."""
        return next(iter(self._field("Name")), "")

    @cached_property
    def version(self) -> str:
        """The version that the metadata has; empty when there is none."""
        return next(iter(self._field("Version")), "")

    @cached_property
    def folder(self) -> str:
        """The folder on sys.path that holds its metadata and that its files are relative to."""
        return os.path.normpath(str(self._source.locate_file("")))

    @cached_property
    def recorded(self) -> tuple[str, ...] | None:
        """Paths of its files, relative to `folder` with slashes; None when nothing recorded them.

        Distributions of Linux systems come without RECORD. SOURCES.txt does not count: it lists
        what an archive holds, setup.py and tests too.
        """
        text = self._text("RECORD")
        if text is None:
            return self._installed_files()
        return tuple(path.replace("\\", "/") for path in _first_fields(text) if path)

    @cached_property
    def editable(self) -> editable.Editable | None:
        """Where its modules are if it is an editable install."""
        return editable.read(self.folder, self.recorded or (), self._text("direct_url.json"))

    @cached_property
    def top_level(self) -> tuple[str, ...]:
        """The import names that it declares itself (top_level.txt, setuptools only)."""
        return tuple((self._text("top_level.txt") or "").split())

    @cached_property
    def declaration(self) -> Declaration:
        """Its requirements and extras."""
        try:
            texts = self._source.requires or []
        except Exception:  # a broken requires.txt is nothing that smoke can help
            texts = []
        requirements = [parse(text) for text in texts]
        return Declaration(tuple(one for one in requirements if one), tuple(self._field("Provides-Extra")))

    @cached_property
    def entry_points(self) -> tuple[entry_points.Declared, ...]:
        """The entry points that it declares."""
        return tuple(entry_points.parse(self._text("entry_points.txt") or ""))

    @property
    def entry_points_file(self) -> str | None:
        """Where they are declared."""
        place = getattr(self._source, "_path", None)  # of PathDistribution, what the finder makes
        path = os.path.join(str(place), "entry_points.txt") if place is not None else ""
        return path if os.path.isfile(path) else None

    def is_named(self, name: str) -> bool:
        """True when `name` means this distribution, whatever its spelling."""
        return normalized(self.name) == normalized(name)

    def ships(self, module: str) -> bool:
        """True when an import of the dotted name, or of something below it, would use its files."""
        path = module.replace(".", "/")
        if self.editable is not None and self._is_edited(module, path):
            return True
        recorded = self.recorded
        if recorded is None:
            return module.partition(".")[0] in (self.top_level or (normalized(self.name).replace("-", "_"),))
        return any(one.startswith(path) and one[len(path) : len(path) + 1] in ("/", ".") for one in recorded)

    def _is_edited(self, module: str, path: str) -> bool:
        place = self.editable
        assert place is not None
        mapped = any(module == name or f"{module}.".startswith(f"{name}.") for name, _ in place.mapping)
        return mapped or any(_holds(os.path.join(folder, *path.split("/"))) for folder in place.folders)

    def _installed_files(self) -> tuple[str, ...] | None:
        """What old installers wrote into an .egg-info folder instead of RECORD."""
        if self._text("installed-files.txt") is None:
            return None
        return tuple(str(path).replace("\\", "/") for path in self._source.files or ())

    def _field(self, name: str) -> list[str]:
        try:
            return [str(one) for one in self._source.metadata.get_all(name) or []]
        except Exception:  # METADATA is missing or no text; which exception depends on the library's version
            return []

    def _text(self, name: str) -> str | None:
        try:
            return self._source.read_text(name)
        except (OSError, UnicodeDecodeError, KeyError):
            return None


def _holds(path: str) -> bool:
    return os.path.isdir(path) or os.path.isfile(path + ".py")


def _first_fields(text: str) -> Iterator[str]:
    """The first column of a RECORD; lines without quotes need no csv reader (RECORDs are long)."""
    for line in text.splitlines():
        yield next(csv.reader([line]))[0] if line.startswith('"') else line.partition(",")[0]
