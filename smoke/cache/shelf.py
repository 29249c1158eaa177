"""The results of one interpreter under one set of circumstances, with all that they depend on.

A file of the cache, as JSON:

    {"state": "…",                                       see `circumstances`
     "paths": [["/src/pkg/a.py", "file", SIGNATURE], …],
     "touched": [[-1, [0, 1]], [0, [2]], …],             what came before, and the paths: as `model.Touched`
     "results": {"pkg.a": [0, 1, RESULT], …},            its own path (-1: none), what it touched
     "answers": {"pkg.cli:main": [1, ANSWER], …},        to questions beyond the modules, see `spelled`
     "silent": [0, …],                                   files without a comment that hides findings
     "seconds": {"requests": 0.06, "pkg.a": 0.002, …},    that imports took by themselves
     "told": {"puts": [[0, 1, …], [[1, ["put _ip 7"]], …]]}}    question: files that were asked, answers

A result counts when every path along its chain still has its signature, and the packages above it
have results that count as well.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from smoke.cache import signatures
from smoke.cache.codec import Malformed, decode
from smoke.cache.signatures import FILE, WAYS
from smoke.model import Answer, Module, Outcome, Question, Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    _Kind = TypeVar("_Kind")

_LONGEST = 1e9  # seconds
_FINE = (Outcome.IMPORTED.value, Outcome.NOT_CHECKABLE.value)


class Shelf:
    """What is known from earlier runs; nothing is looked at on disk before it is asked for."""

    def __init__(self, content: Any, state: str) -> None:
        """`content` is what the file held. *Raises* Malformed for what no shelf has written."""
        self.state = state
        self.paths: list[tuple[str, str, str]] = []
        self.touched: list[tuple[int, list[int]]] = []
        self.results: dict[str, tuple[int, int, dict[str, Any]]] = {}
        self.answers: dict[str, tuple[int, dict[str, Any]]] = {}
        # By question the numbers of the files that were asked, and the answers that say something.
        self.told: dict[str, tuple[list[int], dict[int, tuple[str, ...]]]] = {}
        self.seconds: dict[str, float] = {}  # that imports took by themselves, whatever has changed since
        self._silent: set[int] = set()
        self.looked_twice: set[int] = set()  # paths that are the same with other times: worth writing down
        self._held: set[int] = set()
        self._changed: set[int] = set()
        self._counts: dict[int, bool] = {}
        if content is not None and _field(content, "state", str) == state:
            self._take(content)
        elif content is not None:
            with contextlib.suppress(Malformed):  # a smoke of another version may have written it
                self.seconds = _seconds(content)

    def counting(self, modules: Sequence[Module]) -> list[Module]:
        """Those whose results count, packages first: what these depend on is as it was."""
        found: dict[str, bool] = {}  # with each: whether it is fine
        counting = []
        packages = {module.name for module in modules if module.is_package and not module.skip}
        for module in sorted(modules, key=lambda each: each.name.count(".")):
            if module.skip is not None:
                continue
            above = [found.get(each) for each in _above(module.name) if each in packages]
            if None not in above and self._counts_for(module, blocked=not all(above)):
                found[module.name] = self.results[module.name][2].get("outcome") in _FINE
                counting.append(module)
        return counting

    def result(self, module: Module) -> Result:
        """The result of a module that counts. *Raises* Malformed if it is none."""
        made: Result = decode(Result, self.results[module.name][2], module=module)
        return made

    def answers_to(self, group: Sequence[Question]) -> list[Answer] | None:
        """The answers to a group of questions, if all of them count."""
        found = [self._answer(key, each) for key, each in zip(spelled(group), group, strict=True)]
        known = [each for each in found if each is not None]
        return known if len(known) == len(group) else None

    def _answer(self, key: str, question: Question) -> Answer | None:
        touched, data = self.answers.get(key, (-1, {}))
        if touched < 0 or not self._chain_holds(touched):
            return None
        found: Answer = decode(Answer, data, question=question)
        return found

    def silent(self) -> frozenset[str]:
        """The files that are known to hold no comment that hides findings."""
        return frozenset(self.paths[number][0] for number in self.silent_numbers())

    def silent_numbers(self) -> frozenset[int]:
        """The same by their numbers."""
        return frozenset(number for number in self._silent if self.path_holds(number))

    def held(self, path: str) -> str | None:
        """The signature of a file that is as it was, without reading it."""
        number = self.numbers.get(path)
        return self.renewed(number) if number is not None and self.path_holds(number) else None

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each file."""
        return {path: number for number, (path, way, _) in enumerate(self.paths) if way == FILE}

    def renewed(self, number: int) -> str:
        """The signature of a path that holds, with the times that it has now."""
        path, way, known = self.paths[number]
        return signatures.of(path, way) if number in self.looked_twice else known

    def _counts_for(self, module: Module, blocked: bool) -> bool:
        if module.name not in self.results:
            return False
        own, touched, data = self.results[module.name]
        if (self.paths[own][0] if own >= 0 else None) != module.path:
            return False
        if (own >= 0 and not self.path_holds(own)) or not self._chain_holds(touched):
            return False
        was_blocked = data.get("outcome") == Outcome.BLOCKED.value
        return was_blocked == blocked and (touched >= 0 or blocked)

    def path_holds(self, number: int) -> bool:
        """True if that path is as it was."""
        if number in self._held:
            return True
        if number in self._changed:
            return False
        place = self.paths[number]
        at_once = signatures.at_once(*place)
        if not at_once and signatures.holds(*place):
            self.looked_twice.add(number)
            at_once = True
        (self._held if at_once else self._changed).add(number)
        return at_once

    def _chain_holds(self, number: int) -> bool:
        """True if nothing along the chain has changed; without recursion, chains can be long."""
        waiting = []
        while number >= 0 and number not in self._counts:
            waiting.append(number)
            number = self.touched[number][0]
        counts = number < 0 or self._counts[number]
        for each in reversed(waiting):
            paths = self.touched[each][1]
            # Most of them have been looked at for another module: that is seen for all at once.
            counts = counts and (self._held.issuperset(paths) or all(map(self.path_holds, paths)))
            self._counts[each] = counts
        return counts

    def _take(self, content: Any) -> None:
        """Believe the content, as far as its shape is right; numbers lead only backwards."""
        for path, way, signature in _rows(content, "paths", 3):
            if not (type(path) is type(signature) is str and way in WAYS):
                raise Malformed(f"{path!r:.80} is no path")
            self.paths.append((path, way, signature))
        for before, paths in _rows(content, "touched", 2):
            _number(before, len(self.touched))
            self.touched.append((before, _numbers(paths, len(self.paths))))
        for name, row in _field(content, "results", dict).items():
            own, touched, result = _list(row, 3)
            if not isinstance(result, dict):
                raise Malformed(f"{result!r:.80} is no result")
            self.results[name] = _number(own, len(self.paths)), _number(touched, len(self.touched)), result
        for key, row in _field(content, "answers", dict).items():
            touched, answer = _list(row, 2)
            if not isinstance(answer, dict):
                raise Malformed(f"{answer!r:.80} is no answer")
            self.answers[key] = _number(touched, len(self.touched)), answer
        self.seconds = _seconds(content)
        self._silent = set(_numbers(_field(content, "silent", list), len(self.paths)))
        for question, row in _field(content, "told", dict).items():
            asked, answers = _list(row, 2)
            among = frozenset(_numbers(asked, len(self.paths)))
            self.told[question] = asked, dict(_answer(each, among) for each in _list(answers))


def spelled(group: Sequence[Question]) -> list[str]:
    """Each question of a group as one text, with those before it: the same process has answered them."""
    texts = [f"{question.module}:{'.'.join(question.attributes)}" for question in group]
    return [" ".join(texts[: number + 1]) for number in range(len(texts))]


def _above(name: str) -> list[str]:
    """["a", "a.b"] for "a.b.c"."""
    parts = name.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts))]


def _field(content: Any, name: str, kind: type[_Kind]) -> _Kind:
    value = content.get(name) if isinstance(content, dict) else None
    if not isinstance(value, kind):
        raise Malformed(f"{name} is no {kind.__name__}")
    return value


def _rows(content: Any, name: str, length: int) -> list[list[Any]]:
    return [_list(row, length) for row in _field(content, name, list)]


def _list(value: Any, length: int | None = None) -> list[Any]:
    if not isinstance(value, list) or length not in (None, len(value)):
        raise Malformed(f"{value!r:.80} is no list of {length}")
    return value


def _answer(row: Any, asked: Collection[int]) -> tuple[int, tuple[str, ...]]:
    number, texts = _list(row, 2)
    if number not in asked or not all(type(each) is str for each in _list(texts)):
        raise Malformed(f"{row!r:.80} is no answer of a file")
    return number, tuple(texts)


def _seconds(content: Any) -> dict[str, float]:
    values: dict[str, Any] = _field(content, "seconds", dict)
    if not all(type(each) in (float, int) and 0 <= each < _LONGEST for each in values.values()):
        raise Malformed(f"{values!r:.80} are no seconds")
    return values


def _numbers(values: Any, limit: int) -> list[int]:
    """The list, if it holds nothing but numbers below the limit; looked at as a whole, these are many."""
    _list(values)
    if values and (set(map(type, values)) != {int} or min(values) < 0 or max(values) >= limit):
        raise Malformed(f"{values!r:.80} are no numbers from 0 to {limit - 1}")
    found: list[int] = values
    return found


def _number(value: Any, limit: int, least: int = -1) -> int:
    if type(value) is not int or not least <= value < limit:
        raise Malformed(f"{value!r:.80} is no number from {least} to {limit - 1}")
    return value
