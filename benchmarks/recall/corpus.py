"""The entries of a corpus of real bugs, one JSON object a line, as values."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from benchmarks.answers import Answer


@dataclass(frozen=True)
class Entry:
    """One bug in one released version: where it is, and how to install what has it."""

    id: str
    distribution: str
    version: str
    python: str
    install: tuple[str, ...]
    freeze: tuple[str, ...]
    module: str
    function: str
    lines: tuple[int, ...]
    name: str
    kind: str
    in_scope: bool
    importable: bool

    @property
    def spellings(self) -> frozenset[str]:
        """Every spelling of the name that a tool may use.

        `collections.Callable` is also "`Callable` of module `collections`", the deferred import
        `celery.task:periodic_task` may be told as the module or as the name, and an entry of
        `__all__` may be one of several wrong ones.
        """
        words: set[str] = set()
        for part in self.name.split(", "):
            words |= {part, part.replace(":", "."), *part.split(":"), part.rpartition(".")[2]}
        return frozenset(word for word in words if word)

    def paths(self) -> tuple[str, ...]:
        """Where the module may be, relative to the folder that holds the package."""
        stem = self.module.replace(".", "/")
        return (f"{stem}.py", f"{stem}/__init__.py")

    def is_hit(self, answer: Answer) -> bool:
        """True if the answer names this bug: right name, right file, right line.

        Two kinds have no line of use: a name in `__all__` may be reported anywhere in its
        file, an entry point has neither file nor line.
        """
        if not any(word in self.spellings for word in answer.words):
            return False
        if self.kind == "entry-point":
            return "entry" in answer.rule
        if answer.path not in self.paths():
            return False
        return self.kind == "dunder-all" or answer.anywhere or answer.line in self.lines


def read_corpus(path: Path) -> list[Entry]:
    """The entries of a corpus file, in its order."""
    with path.open(encoding="utf-8") as lines:
        return [_entry(json.loads(line)) for line in lines if line.strip()]


def _entry(raw: dict[str, object]) -> Entry:
    def strings(key: str) -> tuple[str, ...]:
        value = raw.get(key) or ()
        assert isinstance(value, (list, tuple)), f"{raw['id']}: {key} is {value!r}, not a list"
        return tuple(str(item) for item in value)

    return Entry(
        id=str(raw["id"]),
        distribution=str(raw["package"]),
        version=str(raw["buggy"]),
        python=str(raw["python"]),
        install=strings("install"),
        freeze=strings("freeze"),
        module=str(raw["module"]),
        function=str(raw["function"]),
        lines=tuple(int(line) for line in (str(raw["line"]), *strings("other_lines"))),
        name=str(raw["name"]),
        kind=str(raw["kind"]),
        in_scope=bool(raw["in_scope"]),
        importable=bool(raw["importable"]),
    )
