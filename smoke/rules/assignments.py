"""Which attributes does the source of the target set on something, anywhere in it?

`settings.debug = True`, `setattr(settings, "debug", True)`, `vars(settings)["debug"] = True`,
`globals().update(debug=True)`, `patch("pkg.settings.debug", …)`: a name for which such a line exists
counts as set, whatever the object is, unless it is the first argument of a method. Where the name is
computed, all names count

* of an object that is called like that: `setattr(settings, key, value)`, `exec(code, vars(settings))`;
* of what is given to a function that does so to its parameter: `fill(settings, values)`;
* of the module itself, where one of its own functions does it: `globals().update(values)`.

The source is read, never executed; a file that does not parse here is judged by its text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from smoke import sources, told
from smoke.dataclass import dataclass
from smoke.model import InterpreterRun
from smoke.rules import sieves, stores, syntax
from smoke.rules.owners import GIVEN, OWN


@dataclass(frozen=True)
class Assignments:
    """The names that are set, the objects on which computed ones are, the files that do so to themselves."""

    names: frozenset[str]
    objects: frozenset[str]
    files: frozenset[str]

    def sets(self, name: str, module: str, owner: str, origin: str | None) -> bool:
        """Whether code may set that name on a module of that file, which the source calls `owner`."""
        if name in self.names or origin in self.files:
            return True
        return not called(module, owner).isdisjoint(self.objects)


@dataclass(frozen=True)
class Sought:
    """A name that a module does not have, and what the source calls that module where it wants the name."""

    name: str
    module: str
    owner: str
    origin: str | None  # the module's file


def set_later(sought: Collection[Sought], run: InterpreterRun) -> frozenset[Sought]:
    """Those that the target, or the module itself, may set when it runs."""
    if not sought:
        return frozenset()
    files = [module.path for module in run.selection.modules if module.path is not None]
    origins = {one.origin for one in sought if one.origin is not None}
    files += sorted(origins - set(files))
    objects = {name for one in sought for name in called(one.module, one.owner)}
    found = of(files, {one.name for one in sought}, objects, origins)
    return frozenset(one for one in sought if found.sets(one.name, one.module, one.owner, one.origin))


def called(module: str, owner: str) -> set[str]:
    """What code that sets computed names of a module would call it; elsewhere it is `owner`."""
    return {module.rpartition(".")[2], owner.rpartition(".")[2]} - {""}


def of(
    files: Iterable[str], names: Collection[str], objects: Collection[str], origins: Collection[str]
) -> Assignments:
    """What the files set: of these names, on objects called like these, on the modules of these files."""
    reading = _Reading(files, frozenset(names), frozenset(objects), frozenset(origins))
    reading.read()
    return Assignments(*(frozenset(reading.found[kind]) for kind in ("name", "object", "own")))


class _Reading:
    """What the files tell, each by itself: "name debug", "object settings", "own"."""

    def __init__(
        self, files: Iterable[str], names: frozenset[str], objects: frozenset[str], origins: frozenset[str]
    ) -> None:
        self.found: dict[str, set[str]] = {"name": set(), "object": set(), "own": set()}
        self._files = [path for path in files if path.endswith((".py", ".pyw"))]
        self._names, self._objects, self._origins = names, objects, origins
        self._called = " ".join(sorted(objects))
        self._may_set = sieves.sets(names, objects)

    def read(self) -> None:
        """Fill `found`."""
        question = f"sets {' '.join(sorted(self._names))} or on {self._called}"
        filling: dict[str, list[str]] = {}  # by function, the files in which it may be
        for path, (texts, functions) in self._told(question, self._set, ("may fill", _may_fill)):
            for text in texts:
                self._add(text, path)
            for function in functions:
                filling.setdefault(function, []).append(path)
        if filling:
            self._read_given(filling)

    def _read_given(self, filling: dict[str, list[str]]) -> None:
        """Look for what is given to functions that set computed names on it."""
        functions = frozenset(filling)
        may_give = sieves.gives(functions, self._objects)
        question = f"gives to {' '.join(sorted(functions))}: {self._called}"

        def given(path: str) -> list[str]:
            tree = syntax.tree(path) if may_give(sources.read(path) or b"", path in self._origins) else None
            calls = stores.given(tree, functions) if tree is not None else ()
            return sorted({f"{function} {text}" for function, one in calls for text in self._computed(one)})

        for path, (texts,) in self._told(question, given):
            for text in texts:
                function, _, what = text.partition(" ")
                if any(function in told.by(each, "fills", _fills) for each in filling[function]):
                    self._add(what, path)

    def _set(self, path: str) -> list[str]:
        data = sources.read(path) or b""
        if not self._may_set(data) and not (path in self._origins and sieves.sets_itself(data)):
            return []
        tree = syntax.tree(path)
        if tree is None:
            text = "\n".join(sources.lines(path))
            return [f"name {name}" for name in self._names if re.search(rf"\b{re.escape(name)}\b", text)]
        every = list(stores.of(tree))
        literal = {f"name {one.name}" for one in every if one.name in self._names}
        return sorted(literal.union(*(self._computed(one) for one in every if one.name is None)))

    def _computed(self, one: stores.Store) -> Iterator[str]:
        """What is told of a computed name."""
        yield from (f"object {owner}" for owner in one.owners & self._objects)
        if OWN in one.owners and one.is_later:
            yield "own"

    def _told(
        self, question: str, read: told.Reader, *more: told.Question
    ) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
        """What the files answer; those of the modules in question may also mean themselves."""
        own = [path for path in self._files if path in self._origins]
        others = [path for path in self._files if path not in self._origins]
        yield from told.by_each(others, ((question, read), *more))
        yield from told.by_each(own, ((f"{question} or itself", read), *more))

    def _add(self, text: str, path: str) -> None:
        kind, _, what = text.partition(" ")
        self.found[kind].add(what or path)


def _may_fill(path: str) -> list[str]:
    """The functions that may set computed names on what they are given."""
    return sorted(sieves.filling(sources.read(path) or b""))


def _fills(path: str) -> list[str]:
    """Those that do."""
    tree = syntax.tree(path)
    every = [owner for one in stores.of(tree) for owner in one.owners] if tree is not None else []
    return sorted({owner[: -len(GIVEN)] for owner in every if owner.endswith(GIVEN)})
