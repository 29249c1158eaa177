"""What source files have told in this run and in earlier ones: the memory of `told`.

An answer counts while its file has the signature that the shelf has for it. Of the questions that are
not asked any more a few stay for the runs over another target that share the file of the cache.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from smoke.cache.shelf import Shelf

LIMIT = 12  # questions kept


class Files:
    """The memory for one run and one interpreter; `new` is what it has learned."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self.new: dict[str, dict[str, tuple[str, ...]]] = {}  # by question and path
        self._recalled: dict[str, tuple[set[str], dict[str, tuple[str, ...]]]] = {}  # by question

    def recall(self, path: str, question: str) -> tuple[str, ...] | None:
        """What the file has answered, if it has not changed since."""
        settled, answers = self.recall_all(question)
        return answers.get(path, ()) if path in settled else None

    def recall_all(self, question: str) -> tuple[Collection[str], Mapping[str, tuple[str, ...]]]:
        """The files that were asked and have not changed since, and the answers that say something."""
        if question not in self._recalled:
            asked, answers = self._shelf.told.get(question, ((), {}))
            holding = filter(self._shelf.path_holds, asked)
            paths = {number: self._shelf.paths[number][0] for number in holding}
            said = {paths[number]: answer for number, answer in answers.items() if number in paths}
            self._recalled[question] = set(paths.values()), said
        return self._recalled[question]

    def note(self, path: str, question: str, answer: tuple[str, ...]) -> None:
        """Keep an answer for the next run."""
        self.new.setdefault(question, {})[path] = answer
        self.recall_all(question)
        settled, answers = self._recalled[question]
        settled.add(path)
        if answer:
            answers[path] = answer
