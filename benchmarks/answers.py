"""What a tool is asked, and what it answers: the same two values for every tool."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Question:
    """Which files to look at, and with which interpreter their imports are resolved."""

    sources: Path  # the folder that holds the packages, as `sys.path` would have it
    files: tuple[str, ...]  # relative to `sources`
    python: Path
    version: tuple[int, int]
    scratch: Path  # a folder that the tool may write to
    modules: tuple[str, ...] = ()  # the same as dotted names, for tools that import
    distribution: str | None = None  # asked for as a whole: entry points
    in_place: bool = False  # True: import from `sources`, not from the environment
    timeout: float = 600.0


@dataclass(frozen=True)
class Answer:
    """One report of a tool, with the path relative to the sources."""

    path: str
    line: int
    rule: str
    message: str
    severity: str = "error"
    anywhere: bool = False  # the tool reports the cause (an import), not the line of use
    name: str | None = None  # given by tools that say it in a field of its own

    @property
    def words(self) -> frozenset[str]:
        """The names that the answer is about: its own field, or what its message quotes."""
        if self.name is not None:
            return frozenset({self.name, self.name.rpartition(".")[2]})
        quoted = re.findall(r"[`'\"]([^`'\"]+)[`'\"]", self.message)
        return frozenset(word for text in quoted for word in (text, text.rpartition(".")[2]))


class ToolFailed(Exception):
    """A tool gave no answer: it crashed, or did not end in time."""
