"""What the content of a source file tells by itself, asked once for as long as the file stays the same.

    told.by("/src/pkg/a.py", "sets debug", read) -> ("name debug", …)

`read` answers where no earlier run has asked this file the same question. Contract: an answer is a
row of texts and depends on nothing but the question and the content of the file; so with a memory and
without one the answers are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from smoke import shares

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol
else:
    Protocol = object


class Memory(Protocol):
    """Keeps answers from one run to the next, and knows which files have changed since."""

    def recall(self, path: str, question: str) -> tuple[str, ...] | None:
        """The answer, or None if the file has to be read."""

    def recall_all(self, question: str) -> tuple[Collection[str], Mapping[str, tuple[str, ...]]]:
        """The files that need not be read for a question, and of these the answers that say something."""

    def note(self, path: str, question: str, answer: tuple[str, ...]) -> None:
        """Keep an answer."""


Reader = Callable[[str], Iterable[str]]  # of a path
Question = tuple[str, Reader]  # with what reads the answer
_NOTHING: tuple[Collection[str], Mapping[str, tuple[str, ...]]] = (frozenset(), {})


def by_each(
    paths: Sequence[str], questions: Sequence[Question]
) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """The files that say something, each with its answers; many files are read by several processes."""
    memory, processes = _MEMORY.get(), _PROCESSES.get()
    known = [memory.recall_all(question) if memory is not None else _NOTHING for question, _ in questions]
    speaking = {path for _, answers in known for path in answers}
    everything = frozenset(paths).intersection(*(settled for settled, _ in known))
    left = [path for path in paths if path not in everything]

    def ask(path: str) -> list[tuple[str, ...]]:
        return [
            answers.get(path, ()) if path in settled else tuple(read(path))
            for (_, read), (settled, answers) in zip(questions, known, strict=True)
        ]

    found = dict(zip(left, shares.each(ask, left, processes), strict=True))
    for path, told in found.items():
        for (question, _), (settled, _), answer in zip(questions, known, told, strict=True):
            if memory is not None and path not in settled:
                memory.note(path, question, answer)
    for path in paths:
        if path in speaking or path in found:
            said = found[path] if path in found else [answers.get(path, ()) for _, answers in known]
            if any(said):
                yield path, said


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
