"""Where distributions are on a path, and the text files that describe each of them.

    for each in search(["/venv/lib/python3.12/site-packages"]): each.text("RECORD")

Folders are read here, because every run asks and the library for it takes longer to load than to
read the names of a hundred distributions. What only it knows (archives on the path, the requirements of
old `.egg-info` folders) is left to importlib-metadata. Contract: nothing raises for what is on disk.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from smoke.distributions.requirements import normalized

if TYPE_CHECKING:
    import importlib_metadata

_KINDS = (".dist-info", ".egg-info")
_HEADED = ("METADATA", "PKG-INFO", "")  # the last one: an old `.egg-info` that is a file itself


class Described:
    """One `.dist-info` or `.egg-info`, its files read when they are asked for."""

    def __init__(self, path: str, inside: importlib_metadata.Distribution | None = None) -> None:
        """`path` is empty for what is `inside` an archive."""
        self.path, self._inside = path, inside

    @property
    def folder(self) -> str:
        """The folder on the path that holds it."""
        return os.path.normpath(str(self.library.locate_file("")) if self._inside else _above(self.path))

    def text(self, name: str) -> str | None:
        """One of its files; None if it is not there or no text."""
        try:
            if self._inside is not None:
                return self._inside.read_text(name)
            with open(os.path.join(self.path, name) if name else self.path, encoding="utf-8") as stream:
                return stream.read()
        except (OSError, UnicodeDecodeError, KeyError, ValueError):
            return None

    def values(self, name: str) -> list[str]:
        """The values of one header of the metadata, in their order."""
        return self._headers.get(name.lower(), [])

    @property
    def requires(self) -> list[str]:
        """The texts of its requirements."""
        found = self.values("Requires-Dist")
        if found or self.text("requires.txt") is None:
            return found
        try:
            return list(self.library.requires or [])
        except Exception:  # a broken requires.txt is nothing that smoke can help
            return []

    @cached_property
    def library(self) -> importlib_metadata.Distribution:
        """The same as importlib-metadata has it."""
        if self._inside is not None:
            return self._inside
        from pathlib import Path

        from importlib_metadata import PathDistribution

        return PathDistribution(Path(self.path))

    @cached_property
    def _headers(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, value in _headers(next(filter(None, map(self.text, _HEADED)), "")):
            found.setdefault(name.lower(), []).append(value)
        return found


def search(paths: Sequence[str]) -> dict[str, list[Described]]:
    """What is on the paths, by the normalized name of its folder; of each name the first counts."""
    found: dict[str, list[Described]] = {}
    for path in paths:
        for name, each in _on(path):
            found.setdefault(normalized(name), []).append(each)
    return found


def _on(path: str) -> Iterator[tuple[str, Described]]:
    """Each with the name that its folder has before the version."""
    try:
        children = os.listdir(path)
    except OSError:
        yield from _in_archive(path) if os.path.isfile(path) else ()
        return
    egg = os.path.basename(path).lower()
    for child in children:
        if child.lower().endswith(_KINDS):
            yield _named(child), Described(os.path.join(path, child))
        elif egg.endswith(".egg") and child.lower() == "egg-info":
            yield _named(egg), Described(os.path.join(path, child))


def _in_archive(path: str) -> Iterator[tuple[str, Described]]:
    # The finder itself, not `distributions()`: that would also ask the finders of the
    # interpreter that smoke runs in.
    from importlib_metadata import DistributionFinder, MetadataPathFinder

    context = DistributionFinder.Context(path=[path])  # type: ignore[no-untyped-call]  # it has no annotations
    for one in MetadataPathFinder().find_distributions(context):
        place = str(getattr(one, "_path", "")).rstrip("/")
        yield _named(os.path.basename(place)), Described("", one)


def _named(child: str) -> str:
    return child.rpartition(".")[0].partition("-")[0]


def _above(path: str) -> str:
    return os.path.dirname(path)


def _headers(text: str) -> Iterator[tuple[str, str]]:
    """The headers of a message, up to its first empty line; further lines of a value begin with a space."""
    name, value = "", ""
    for line in text.split("\n"):  # at nothing else: values may hold form feeds
        if line[:1] in (" ", "\t"):
            value += f"\n{line}"
            continue
        if name:
            yield name, value
        name, colon, value = line.partition(":")
        if not line.strip() or not colon:
            return
        value = value.strip()
    if name:
        yield name, value
