"""Results of earlier runs, reused while nothing that they depend on has changed (docs/cache.md).

    cache = Cache(folder, note)                           cache.answers     what interpreters said
    kept = cache.open(interpreter, selection, options)    kept.reused -> {name: Result}
    cache.close(kept, results, speaks)                    afterwards

Contract: a damaged, foreign or unwritable folder costs time and a note, never a result, and
`None` instead of a cache means the same as an empty one.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from smoke.cache import circumstances, signatures
from smoke.cache.answers import Answers
from smoke.cache.codec import Malformed
from smoke.cache.files import LIMIT, Files
from smoke.cache.folder import Folder
from smoke.cache.remainder import is_little, remainder
from smoke.cache.shelf import Shelf, spelled
from smoke.cache.writing import Writing
from smoke.dataclass import dataclass, field
from smoke.model import Answer, Interpreter, Module, Question, Result, Scan, Selection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol
else:
    Protocol = object

__all__ = ["Cache", "Opened", "is_little", "remainder"]


class Children(Protocol):
    """Whoever answers questions beyond the modules: `runner.Runner`."""

    def ask(self, groups: Sequence[Sequence[Question]]) -> list[list[Answer]]:
        """The answers to each group of questions."""

    def scan(self, modules: Sequence[Module]) -> Mapping[str, Scan]:
        """What the code of each module says about its imports."""


@dataclass
class Opened:
    """What is known for one interpreter, its path and these options."""

    name: str  # of the file
    shelf: Shelf
    version: object = None  # of the file that the shelf was read from
    since: int = field(default_factory=time.time_ns)
    folders: dict[str, str] = field(default_factory=dict)  # what would be searched, as it was then
    reused: dict[str, Result] = field(default_factory=dict)
    asked: dict[str, Answer] = field(default_factory=dict)  # what children have answered in this run
    seconds: dict[str, float] = field(default_factory=dict)  # what imports took by themselves in this run

    def __post_init__(self) -> None:
        self.files = Files(self.shelf)  # what source files tell

    def remembering(self, children: Children) -> Children:
        """`children`, but asked only for what is not known."""
        return _Remembering(self, children)


class Cache:
    """One folder, for one run of smoke."""

    def __init__(self, path: str, note: Callable[[str], None]) -> None:
        self._folder = Folder(path, note)
        self.answers = Answers(self._folder)

    def open(
        self,
        interpreter: Interpreter,
        selection: Selection,
        options: Mapping[str, object],
        counted: Callable[[Collection[str]], object] = lambda names: None,
    ) -> Opened:
        """What earlier runs under the same circumstances have left, as far as it counts.

        `counted` is told the modules whose results count, before these are made.
        """
        name = circumstances.key(interpreter, selection.roots, options)
        state = circumstances.state(interpreter)
        version = self._folder.version(name)
        try:
            opened = Opened(name, Shelf(self._folder.read(name), state), version)
            counting = opened.shelf.counting(selection.modules)
            counted({module.name for module in counting})
            opened.reused = {module.name: opened.shelf.result(module) for module in counting}
        except Malformed as error:
            self._folder.distrust(name, str(error))
            opened = Opened(name, Shelf(None, state), version)
        if len(opened.reused) < sum(module.skip is None for module in selection.modules):
            opened.folders = dict(_searched(interpreter, selection))
        return opened

    def close(self, opened: Opened, results: Iterable[Result], speaks: Callable[[str], bool]) -> None:
        """Keep the results of this run; `speaks` tells of a file whether comments in it hide findings."""
        new = [result for result in results if result.module.name not in opened.reused]
        ran = {result.module.name for result in new if result.module.skip is None}
        if not (ran or opened.asked or opened.files.new or opened.shelf.looked_twice):
            return
        writing = Writing(opened.since, opened.folders, opened.shelf)
        for result in new:
            writing.add(result, speaks)
        for key, answer in opened.asked.items():
            writing.add_answer(key, answer)
        writing.add_told(opened.files.new)
        writing.seconds = {**opened.shelf.seconds, **opened.seconds}
        with self._folder.alone():
            for shelf in (opened.shelf, *self._latest(opened)):
                writing.keep_answers(shelf)
                writing.keep_told(shelf, LIMIT)
                writing.keep(shelf, [name for name in shelf.results if name not in ran])
            self._folder.write(opened.name, writing.content(opened.shelf.state))

    def _latest(self, opened: Opened) -> Iterator[Shelf]:
        """What somebody else has written in the meantime, such as another worker of pytest-xdist."""
        if self._folder.version(opened.name) != opened.version:
            with contextlib.suppress(Malformed):
                yield Shelf(self._folder.read(opened.name), opened.shelf.state)


@dataclass
class _Remembering:
    """Children of which only what is not known is asked."""

    opened: Opened
    children: Children

    def ask(self, groups: Sequence[Sequence[Question]]) -> list[list[Answer]]:
        """Groups that are known as a whole, and the others from the children."""
        shelf = self.opened.shelf
        found = [shelf.answers_to(group) for group in groups]
        left = [group for group, answers in zip(groups, found, strict=True) if answers is None]
        fresh = iter(self.children.ask(left) if left else [])
        return [
            self._noted(group, next(fresh)) if answers is None else answers
            for group, answers in zip(groups, found, strict=True)
        ]

    def scan(self, modules: Sequence[Module]) -> Mapping[str, Scan]:
        """From the children."""
        return self.children.scan(modules)

    def _noted(self, group: Sequence[Question], answers: list[Answer]) -> list[Answer]:
        self.opened.asked.update(zip(spelled(group), answers, strict=False))
        return answers


def _searched(interpreter: Interpreter, selection: Selection) -> Iterable[tuple[str, str]]:
    """The folders in which the modules and their imports are looked for, with their signatures now."""
    folders = {*selection.roots, *interpreter.sys_path, *filter(None, map(_folder, selection.modules))}
    for folder in sorted(folders):
        yield folder, signatures.content(signatures.of(folder, signatures.SEARCHED))


def _folder(module: Module) -> str | None:
    return None if module.path is None else os.path.dirname(module.path)
