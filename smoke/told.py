"""What the content of a source file tells by itself, asked once for as long as the file stays the same.

    told.by("/src/pkg/a.py", "sets debug", read) -> ("name debug", …)

`read` answers where no earlier run has asked this file the same question. Contract: an answer is a
row of texts and depends on nothing but the question and the content of the file; so with a memory and
without one the answers are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol


class Memory(Protocol):
    """Keeps answers from one run to the next, and knows which files have changed since."""

    def recall(self, path: str, question: str) -> tuple[str, ...] | None:
        """The answer, or None if the file has to be read."""

    def note(self, path: str, question: str, answer: tuple[str, ...]) -> None:
        """Keep an answer."""


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
def remembering(memory: Memory | None) -> Iterator[None]:
    """Inside the block files are read only for what the memory does not know."""
    token = _MEMORY.set(memory)
    try:
        yield
    finally:
        _MEMORY.reset(token)


_MEMORY: ContextVar[Memory | None] = ContextVar("told", default=None)
