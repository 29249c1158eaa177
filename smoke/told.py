"""What the content of a source file tells by itself, asked once for as long as the file stays the same.

    told.by("/src/pkg/a.py", "sets debug", read) -> ("name debug", …)

`read` answers where no earlier run has asked this file the same question. Contract: an answer is a
row of texts and depends on nothing but the question and the content of the file; so with a memory and
without one the answers are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

from smoke import shares


class Memory(Protocol):
    """Keeps answers from one run to the next, and knows which files have changed since."""

    def recall(self, path: str, question: str) -> tuple[str, ...] | None:
        """The answer, or None if the file has to be read."""

    def note(self, path: str, question: str, answer: tuple[str, ...]) -> None:
        """Keep an answer."""


Questions = Sequence[tuple[str, Callable[[str], Iterable[str]]]]  # each with what reads the answer


def by_each(
    paths: Sequence[str], questions: Callable[[str], Questions]
) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """Each file with its answers to its questions; many files are read by several processes."""
    memory, processes = _MEMORY.get(), _PROCESSES.get()
    found: dict[str, list[tuple[str, ...] | None]] = {}
    for path in paths:
        asked = questions(path)
        found[path] = [memory.recall(path, question) if memory is not None else None for question, _ in asked]
    open_ones = [path for path, answers in found.items() if None in answers]

    def ask(path: str) -> list[tuple[str, ...]]:
        pairs = zip(questions(path), found[path], strict=True)
        return [tuple(read(path)) if known is None else known for (_, read), known in pairs]

    for path, answers in zip(open_ones, shares.each(ask, open_ones, processes), strict=True):
        for (question, _), known, answer in zip(questions(path), found[path], answers, strict=True):
            if memory is not None and known is None:
                memory.note(path, question, answer)
        found[path] = list(answers)
    for path in paths:
        yield path, [answer for answer in found[path] if answer is not None]


def by(path: str, question: str, read: Callable[[str], Iterable[str]]) -> tuple[str, ...]:
    """The answer of a file to a question, from the memory or from `read`, which is given the path."""
    memory = _MEMORY.get()
    known = memory.recall(path, question) if memory is not None else None
    if known is not None:
        return known
    answer = tuple(read(path))
    if memory is not None:
        memory.note(path, question, answer)
    return answer


@contextmanager
def remembering(memory: Memory | None, processes: int = 1) -> Iterator[None]:
    """Inside the block files are read only for what the memory does not know, by so many processes."""
    token, before = _MEMORY.set(memory), _PROCESSES.set(processes)
    try:
        yield
    finally:
        _MEMORY.reset(token)
        _PROCESSES.reset(before)


_MEMORY: ContextVar[Memory | None] = ContextVar("told", default=None)
_PROCESSES: ContextVar[int] = ContextVar("processes", default=1)
