"""The results of a run become the content of a file (`shelf` has its shape).

Only what would be the same again is written: no result of a module that was killed, ran out of
time or memory, or met the world outside its files, and none that depends on a file which
somebody changed while the run went on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from smoke.cache import signatures
from smoke.cache.codec import encode
from smoke.cache.shelf import Shelf
from smoke.cache.signatures import FILE, LISTED, SEARCHED
from smoke.model import Answer, Outcome, Result, Touched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_KEPT = (Outcome.IMPORTED, Outcome.NOT_CHECKABLE, Outcome.RAISED, Outcome.EXITED, Outcome.SKIPPED)
# Causes that may be gone the next time although no file has changed.
_PASSING = frozenset("OSError MemoryError RecursionError KeyboardInterrupt SystemError EOFError".split())
_LIVE = ("module", "touched")  # fields of a Result that are not written


def worth_keeping(result: Result) -> bool:
    """True if the same files would give the same result."""
    if result.outcome is Outcome.BLOCKED:
        return True  # it counts only while the package above it has a result that counts
    if result.outcome not in _KEPT or result.touched is None:
        return False
    if result.outcome is Outcome.EXITED:
        return result.exit_how == "SystemExit"
    if result.outcome is Outcome.NOT_CHECKABLE and "memory" in (result.detail or ""):
        return False
    return not any(_PASSING.intersection(each.bases) for each in result.raised)


class Writing:
    """Collects what a file is to hold; new results first, then those of earlier runs."""

    def __init__(self, since: int, folders: Mapping[str, str], before: Shelf) -> None:
        """`since` is when the run began, `folders` are signatures from then of what it would search.

        What is as it was when the shelf `before` was written need not be read for its signature.
        """
        self._since, self._folders, self._before = since, folders, before
        self._paths: dict[tuple[str, str], int | None] = {}  # None: changed during the run
        self._signatures: list[str] = []
        self._new: dict[int, int | None] = {}
        # By id of the shelf what its chains and its paths are here.
        self._old: dict[int, tuple[dict[int, int | None], dict[int, int | None]]] = {}
        self._touched: list[tuple[int, list[int]]] = []
        self._alive: list[object] = []  # so that their ids stay theirs
        self._results: dict[str, list[Any]] = {}
        self._answers: dict[str, list[Any]] = {}
        self._silent: set[int] = set()
        self._told: dict[str, tuple[set[int], dict[int, tuple[str, ...]]]] = {}  # by question: asked, answers
        self.seconds: dict[str, float] = {}  # that imports took by themselves

    def add(self, result: Result, speaks: Callable[[str], bool]) -> None:
        """A result of this run, if it is worth keeping; `speaks`: its file has comments that hide."""
        own = -1 if result.module.path is None else self._path(result.module.path, FILE)
        touched = -1 if result.touched is None else self._chain(result.touched)
        if own is None or touched is None or not worth_keeping(result):
            return
        self._results[result.module.name] = [own, touched, encode(result, without=_LIVE)]
        if own >= 0 and not speaks(result.module.path or ""):
            self._silent.add(own)

    def add_answer(self, key: str, answer: Answer) -> None:
        """An answer of this run, likewise."""
        if answer.result.touched is not None and worth_keeping(answer.result):
            touched = self._chain(answer.result.touched)
            if touched is not None:
                self._answers[key] = [touched, encode(answer, without=("question",))]

    def add_told(self, told: Mapping[str, Mapping[str, tuple[str, ...]]]) -> None:
        """What source files have told in this run, by question and path."""
        for question, answers in told.items():
            asked, said = self._told.setdefault(question, (set(), {}))
            for path, answer in answers.items():
                number = self._path(path, FILE)
                if number is not None:
                    asked.add(number)
                    said.update({number: answer} if answer else {})

    def keep_told(self, shelf: Shelf, questions: int) -> None:
        """The same of earlier runs, up to so many questions."""
        for question, (numbers, answers) in shelf.told.items():
            if question not in self._told and len(self._told) >= questions:
                continue
            moved = self._moved(shelf, numbers)
            asked, said = self._told.get(question, (set(), {}))
            here = {each for number in numbers if (each := moved[number]) is not None} - asked
            known = ((moved[number], answer) for number, answer in answers.items())
            kept = {number: answer for number, answer in known if number is not None and number in here}
            self._told[question] = asked | here, {**kept, **said}

    def keep_answers(self, shelf: Shelf) -> None:
        """Those of earlier runs, likewise."""
        for key, (touched, data) in shelf.answers.items():
            chain = self._old_chain(shelf, touched) if key not in self._answers else None
            if chain is not None:
                self._answers[key] = [chain, data]

    def keep(self, shelf: Shelf, names: Iterable[str]) -> None:
        """Results of earlier runs, as far as nothing of theirs is known to have changed."""
        silent = shelf.silent_numbers()
        for name in names:
            if name in self._results:
                continue
            own, touched, data = shelf.results[name]
            mine = -1 if own < 0 else self._known(shelf, own)
            chain = self._old_chain(shelf, touched)
            if mine is not None and chain is not None:
                self._results[name] = [mine, chain, data]
                if own in silent:
                    self._silent.add(mine)

    def content(self, state: str) -> dict[str, Any]:
        """The content of the file."""
        rows = ((key, number) for key, number in self._paths.items() if number is not None)
        return {
            "state": state,
            "paths": [[path, way, self._signatures[number]] for (path, way), number in rows],
            "touched": [[before, paths] for before, paths in self._touched],
            "results": self._results,
            "answers": self._answers,
            "silent": sorted(self._silent),
            "seconds": self.seconds,
            "told": {
                question: [sorted(asked), sorted(answers.items())]
                for question, (asked, answers) in self._told.items()
            },
        }

    def _path(self, path: str, way: str) -> int | None:
        """The number of a path as it is now; None if it changed during the run."""
        if (path, way) not in self._paths:
            held = self._before.held(path) if way == FILE else None
            signature = held or signatures.of(path, way)
            self._put(path, way, signature if self._was_left_alone(path, way, signature) else None)
        return self._paths[path, way]

    def _was_left_alone(self, path: str, way: str, signature: str) -> bool:
        if signatures.settled(path, self._since):
            return True
        return way == SEARCHED and signatures.content(signature) == self._folders.get(path)

    def _known(self, shelf: Shelf, number: int) -> int | None:
        """The number of a path of an earlier run; None if this run has seen it otherwise."""
        path, way, signature = shelf.paths[number]
        if (path, way) not in self._paths:
            renewed = shelf.renewed(number)
            self._put(path, way, renewed)
        mine = self._paths[path, way]
        same = mine is not None and _same(self._signatures[mine], signature)
        return mine if same else None

    def _moved(self, shelf: Shelf, old: Collection[int]) -> Mapping[int, int | None]:
        """The numbers here of at least these paths of an earlier run; None for what has changed."""
        _, moved = self._old.setdefault(id(shelf), ({}, {}))
        self._alive.append(shelf)
        if not moved.keys() >= set(old):  # most have been looked at for another module
            moved.update((one, self._known(shelf, one)) for one in old if one not in moved)
        return moved

    def _put(self, path: str, way: str, signature: str | None) -> None:
        self._paths[path, way] = None if signature is None else len(self._signatures)
        if signature is not None:
            self._signatures.append(signature)

    def _chain(self, touched: Touched) -> int | None:
        return self._walk(touched, self._new, id, lambda each: each.before, self._of)

    def _of(self, touched: Touched) -> list[int] | None:
        self._alive.append(touched)
        ways = ((touched.files, FILE), (touched.listed, LISTED), (touched.searched, SEARCHED))
        numbers = [self._path(path, way) for paths, way in ways for path in paths]
        known = [number for number in numbers if number is not None]
        return known if len(known) == len(numbers) else None

    def _old_chain(self, shelf: Shelf, number: int) -> int | None:
        def before(each: int) -> int | None:
            return None if shelf.touched[each][0] < 0 else shelf.touched[each][0]

        def paths(each: int) -> list[int] | None:
            old = shelf.touched[each][1]
            moved = self._moved(shelf, old)
            numbers = [moved[one] for one in old]
            return None if None in numbers else numbers  # type: ignore[return-value]  # so there is no None

        numbers, _ = self._old.setdefault(id(shelf), ({}, {}))
        self._alive.append(shelf)
        return -1 if number < 0 else self._walk(number, numbers, int, before, paths)

    def _walk(
        self,
        link: Any,
        numbers: dict[int, int | None],
        key: Callable[[Any], int],
        before: Callable[[Any], Any],
        paths: Callable[[Any], list[int] | None],
    ) -> int | None:
        """The number of a chain, its beginning first; None if something along it has changed."""
        waiting = []
        while link is not None and key(link) not in numbers:
            waiting.append(link)
            link = before(link)
        number = -1 if link is None else numbers[key(link)]
        for each in reversed(waiting):
            found = None if number is None else paths(each)
            if number is not None and found is not None:
                self._touched.append((number, found))
                number = len(self._touched) - 1
            else:
                number = None
            numbers[key(each)] = number
        return number


def _same(one: str, other: str) -> bool:
    """True if two signatures of a path stand for the same content."""
    return one == other or (signatures.content(one) == signatures.content(other) != signatures.UNREAD)
