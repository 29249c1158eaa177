"""Where distributions are on a path, and the texts that describe each of them: what importlib-metadata finds.

    for group in search(["/venv/lib/python3.12/site-packages"]).values(): group[0].text("RECORD")

All of a path is looked up at once and by name from then on, since every missing module asks.
Contract: nothing raises for what is on disk, whatever the library makes of it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from functools import cached_property

from importlib_metadata import Distribution, DistributionFinder, MetadataPathFinder

from smoke.distributions.requirements import normalized

# Headers of whatever kind, and then this one, on one line.
_NAME = re.compile(r"(?:[\w-]+:.*\n(?:[ \t]+\S.*\n)*)*?Name:[ \t]*(\S.*)\n(?![ \t])", re.IGNORECASE)


class Described:
    """One `.dist-info` or `.egg-info`, its files read when they are asked for."""

    def __init__(self, source: Distribution) -> None:
        self._source = source

    @cached_property
    def path(self) -> str:
        """The folder (or file) of the metadata itself; below the archive for what lies in one."""
        return str(getattr(self._source, "_path", "")).rstrip("/")  # of PathDistribution

    @property
    def folder(self) -> str:
        """The folder on the path that holds it."""
        return os.path.normpath(str(self._source.locate_file("")))

    def text(self, name: str) -> str | None:
        """One of its files; None if it is not there or no text."""
        try:
            return self._source.read_text(name)
        except (OSError, UnicodeDecodeError, KeyError, ValueError):
            return None

    @cached_property
    def name(self) -> str:
        """The name in the metadata; empty when there is none.

        It stands at the beginning: the parser of mails would take 1 ms for each distribution.
        """
        text = next(filter(None, map(self.text, ("METADATA", "PKG-INFO"))), "")
        plain = _NAME.match(text)
        return plain[1].rstrip() if plain is not None else next(iter(self.values("Name")), "")

    def values(self, name: str) -> list[str]:
        """The values of one header of the metadata, in their order."""
        try:
            return [str(one) for one in self._source.metadata.get_all(name) or []]
        except Exception:  # METADATA is missing or no text; which exception depends on the library's version
            return []

    @property
    def requires(self) -> list[str]:
        """The texts of its requirements."""
        try:
            return list(self._source.requires or [])
        except Exception:  # a broken requires.txt is nothing that smoke can help
            return []

    @property
    def files(self) -> list[str]:
        """Its files as an old `installed-files.txt` lists them, relative to its folder."""
        return [str(path).replace("\\", "/") for path in self._source.files or ()]


def search(paths: Sequence[str]) -> dict[str, list[Described]]:
    """What is on the paths, by the normalized name of its folder; of each name the first counts."""
    # The finder itself, not `distributions()`: that would also ask the finders of the
    # interpreter that smoke runs in.
    # What does not exist (`python312.zip`) would be opened as an archive, and the library for that loaded.
    there = [path for path in paths if os.path.exists(path)]
    context = DistributionFinder.Context(path=there)  # type: ignore[no-untyped-call]  # has no annotations
    found: dict[str, list[Described]] = {}
    for each in map(Described, MetadataPathFinder().find_distributions(context)):
        found.setdefault(normalized(_named(each.path)), []).append(each)
    return found


def _named(path: str) -> str:
    """The name that stands before the version, in the name of the folder."""
    folder, base = os.path.split(path)
    if base.lower() == "egg-info":  # the one in an `.egg` has no name of its own
        base = os.path.basename(folder)
    return base.rpartition(".")[0].partition("-")[0]
