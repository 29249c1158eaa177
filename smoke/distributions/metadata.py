"""Where distributions are on a path, and the texts that describe each of them: what importlib-metadata finds.

    for group in search(["/venv/lib/python3.12/site-packages"]).values(): group[0].text("RECORD")

All of a path is looked up at once and by name from then on, since every missing module asks.
The library takes as long to load as a tenth of a run that has nothing to do, so folders and their plain
files are read without it; archives, eggs and headers of several lines are its matter.
Contract: nothing raises for what is on disk, whatever the library makes of it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from smoke.distributions.requirements import normalized
from smoke.patterns import later

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib_metadata import Distribution

_ONE_LINE = ("name", "version", "requires-dist", "provides-extra")
_FOLDED = later(rf"\n(?:{'|'.join(_ONE_LINE)}):.*\n[ \t]", re.IGNORECASE)
_WORD = later(r"[A-Za-z][\w-]*")


class Described:
    """One `.dist-info` or `.egg-info`, its files read when they are asked for."""

    def __init__(self, path: str, source: Distribution | None = None) -> None:
        """`path` is the folder (or file) of the metadata itself; below the archive for what lies in one.

        `source` is what the library has found; without one it is a path on disk.
        """
        self.path, self._found = path, source

    @cached_property
    def _source(self) -> Distribution:
        from importlib_metadata import PathDistribution

        return self._found or PathDistribution(Path(self.path))

    @property
    def folder(self) -> str:
        """The folder on the path that holds it."""
        found = self._found
        return os.path.normpath(os.path.dirname(self.path) if found is None else str(found.locate_file("")))

    def text(self, name: str) -> str | None:
        """One of its files; None if it is not there or no text."""
        try:
            if self._found is not None:
                return self._found.read_text(name)
            with open(os.path.join(self.path, name), encoding="utf-8") as stream:
                return stream.read()
        except (OSError, UnicodeDecodeError, KeyError, ValueError):
            return None

    @property
    def name(self) -> str:
        """The name in the metadata; empty when there is none."""
        return next(iter(self.values("Name")), "")

    def values(self, name: str) -> list[str]:
        """The values of one header of the metadata, in their order."""
        if self._headers is not None and name.lower() in _ONE_LINE:
            return [value for key, value in self._headers if key == name.lower()]
        try:
            return [str(one) for one in self._source.metadata.get_all(name) or []]
        except Exception:  # METADATA is missing or no text; which exception depends on the library's version
            return []

    @cached_property
    def _headers(self) -> list[tuple[str, str]] | None:
        """The headers that have one line; None where the parser of mails has to look, which takes 1 ms."""
        text = next(filter(None, map(self.text, ("METADATA", "PKG-INFO"))), "")
        head = text.partition("\n\n")[0]
        if head.startswith("\n") or "\r" in head or _FOLDED.search(f"\n{head}") is not None:
            return None
        first = (line for line in head.split("\n") if line and not line.startswith((" ", "\t")))
        lines = [line.partition(":") for line in first]
        if not lines or not all(colon and _WORD.fullmatch(key) for key, colon, _ in lines):
            return None
        return [(key.lower(), value.lstrip(" \t")) for key, _, value in lines]

    @property
    def requires(self) -> list[str]:
        """The texts of its requirements."""
        if self.text("METADATA") is not None:
            return self.values("Requires-Dist")
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
    found: dict[str, list[Described]] = {}
    for path in filter(os.path.exists, paths):
        plain = os.path.isdir(path) and not path.lower().rstrip("/").endswith(".egg")
        for each in _in_folder(path) if plain else _in_archive(path):
            found.setdefault(normalized(_named(each.path)), []).append(each)
    return found


def _in_folder(folder: str) -> Iterator[Described]:
    try:
        names = os.listdir(folder)
    except OSError:
        return
    for name in names:
        if name.lower().endswith((".dist-info", ".egg-info")):
            yield Described(os.path.join(folder, name))


def _in_archive(path: str) -> Iterator[Described]:
    from importlib_metadata import DistributionFinder, MetadataPathFinder

    # The finder itself, not `distributions()`: that would also ask the finders of the
    # interpreter that smoke runs in.
    context = DistributionFinder.Context(path=[path])  # type: ignore[no-untyped-call]  # has no annotations
    for each in MetadataPathFinder().find_distributions(context):
        yield Described(str(getattr(each, "_path", "")).rstrip("/"), each)  # of PathDistribution


def _named(path: str) -> str:
    """The name that stands before the version, in the name of the folder."""
    folder, base = os.path.split(path)
    if base.lower() == "egg-info":  # the one in an `.egg` has no name of its own
        base = os.path.basename(folder)
    return base.rpartition(".")[0].partition("-")[0]
