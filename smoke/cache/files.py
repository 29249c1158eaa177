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
        self._known: dict[str, dict[str, tuple[str, ...]]] = {}

    def recall(self, path: str, question: str) -> tuple[str, ...] | None:
        """What the file has answered, if it has not changed since."""
        known = self._known.get(question)
        if known is None:
            known = self._known[question] = self._shelved(question)
        return known.get(path)

    def note(self, path: str, question: str, answer: tuple[str, ...]) -> None:
        """Keep an answer for the next run."""
        self.new.setdefault(question, {})[path] = answer
        self._known.setdefault(question, {})[path] = answer

    def _shelved(self, question: str) -> dict[str, tuple[str, ...]]:
        shelf = self._shelf
        told = shelf.told.get(question, {})
        return {shelf.paths[number][0]: told[number] for number in told if shelf.path_holds(number)}
