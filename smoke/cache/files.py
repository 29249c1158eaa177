"""What source files have told in this run and in earlier ones: the memory of `told`.

An answer counts while its file has the signature that the shelf has for it. Of the questions that are
not asked any more a few stay for the runs over another target that share the file of the cache.
"""

from __future__ import annotations

from smoke.cache.shelf import Shelf

LIMIT = 12  # questions kept


class Files:
    """The memory for one run and one interpreter; `new` is what it has learned."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self.new: dict[str, dict[str, tuple[str, ...]]] = {}  # by question and path

    def recall(self, path: str, question: str) -> tuple[str, ...] | None:
        """What the file has answered, if it has not changed since."""
        new = self.new.get(question)
        if new is not None and path in new:
            return new[path]
        told = self._shelf.told.get(question)
        number = self._shelf.numbers.get(path) if told is not None else None
        if told is None or number is None or not self._shelf.path_holds(number):
            return None
        return told.get(number)

    def note(self, path: str, question: str, answer: tuple[str, ...]) -> None:
        """Keep an answer for the next run."""
        self.new.setdefault(question, {})[path] = answer
