"""The functions that exist in this process, found through the garbage collector.

`Live.take` costs almost nothing where the caller freezes the collector before it forks:
`gc.get_objects` lists only what is not frozen, so a child sees what its import made.
A package may freeze it too, while it is imported: a mark made before (`Live.begin`) is not
listed then, and everything is looked through.

The collector stays disabled, so a function may be garbage already (a class replaced by
another of its name sits in a reference cycle): `Live.discard_garbage` finds out, for the price
of one collection, and is asked only when something would be reported that `reachable` does
not find by the obvious ways.
"""

from __future__ import annotations

import gc
from _weakref import ref
from types import CodeType, FunctionType

from . import loads, objects, restraint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

_CELL = type((lambda x: lambda: x)(0).__closure__[0])  # type: ignore[index]
# CO_NEWLOCALS. From 3.11 on every frame that a traceback keeps has a function object, those of modules,
# class bodies and code given to `exec` too; nobody calls them again.
_IS_FUNCTION = 0x02
_MARK = (lambda: None).__code__
_get_objects, _collect, _freeze, _unfreeze = gc.get_objects, gc.collect, gc.freeze, gc.unfreeze
_get_referents = gc.get_referents
_MOST_OBJECTS = 20_000  # that are looked at before a collection of garbage is the cheaper way


class Live:
    """The live functions, by the dictionary that is their `__globals__`."""

    def __init__(self) -> None:
        self._functions: dict[int, list[FunctionType]] = {}
        self._named: dict[str, list[dict[str, object]]] = {}
        self._mark: FunctionType | None = None
        self._first = self._last = FunctionType(_MARK, {})  # before the first, and before the last import
        # What each `take` has found. No list is given up: to free one writes to all that is in it, which in a
        # fork copies their memory. So it is with a set of all of them: each new entry copies a page of it.
        self._found: list[list[FunctionType]] = []
        self._unfrozen = 0  # the number of the first of them that the collector still lists
        self._codes: dict[int, tuple[list[CodeType], list[CodeType]]] = {}  # see `_with_nested`
        self._rebound: dict[int, frozenset[str]] = {}
        self._is_clean = False  # what is garbage now has been seen to
        self._sought: set[str] = set()
        self._mentions: dict[str, list[FunctionType]] = {}
        self._later: list[FunctionType] = []  # functions that came after these were found

    def begin(self) -> None:
        """An import begins, which may freeze the collector itself."""
        self._mark = FunctionType(_MARK, {})

    def take(self, without: list[dict[str, object]] | None = None) -> None:
        """Add the functions made since the collector was last frozen.

        `without` are globals of which nothing will be left when an exception is gone.
        """
        found, mark = _listed(), self._mark
        if mark is not None and mark not in found:
            _unfreeze()
            found = _listed()
            _freeze()
        if self._first in found:  # everything is listed, what was frozen before it, too
            self._unfrozen = 0
        elif self._last not in found:  # only what came since the collector was frozen
            self._unfrozen = len(self._found)
        known = {id(each) for functions in self._found[self._unfrozen :] for each in functions}
        dying = {id(each) for each in without or ()}
        found = [
            each
            for each in found
            if each.__code__.co_flags & _IS_FUNCTION
            and each.__code__ is not _MARK
            and id(each) not in known
            and id(each.__globals__) not in dying
        ]
        if mark is not None:
            self._last = mark
        self._mark, self._is_clean = None, False
        self.forget()
        self._add(found)

    def drop(self, namespace: dict[str, object]) -> None:
        """Forget the functions of a module that is to go, all of them new."""
        self._functions.pop(id(namespace), None)
        named = self._named.get(str(namespace.get("__name__")), [])
        named[:] = [each for each in named if each is not namespace]
        self._later = [each for each in self._later if each.__globals__ is not namespace]
        for functions in self._found[self._unfrozen :]:
            functions[:] = [each for each in functions if each.__globals__ is not namespace]
        self.forget()

    def functions(self, namespace: dict[str, object]) -> list[FunctionType]:
        """The functions whose globals are this dictionary, in the order in which they were found."""
        return self._functions.get(id(namespace), [])

    def namespaces(self, name: str) -> list[dict[str, object]]:
        """The dictionaries with that `__name__` that are the globals of a live function."""
        return self._named.get(name, [])

    def codes(self, namespace: dict[str, object]) -> list[CodeType]:
        """The code objects of these functions and all that are nested in them, each once."""
        return self._codes_of(namespace)[0]

    def outermost(self, namespace: dict[str, object], wanted: Container[int]) -> set[int]:
        """The functions' code objects in which the wanted ones are, or which they are (identities)."""
        own = {id(each.__code__) for each in self.functions(namespace) if id(each.__code__) in wanted}
        for code in self._codes_of(namespace)[1]:
            if id(code) not in own and any(id(each) in wanted for each in loads.tree(code)):
                own.add(id(code))
        return own

    def rebound(self, namespace: dict[str, object]) -> frozenset[str]:
        """The names of this module that a function can bind or delete when it is called."""
        if id(namespace) not in self._functions:
            return frozenset()
        found = self._rebound.get(id(namespace))
        if found is None:
            found = frozenset(name for code in self.codes(namespace) for name in loads.stored(code))
            self._rebound[id(namespace)] = found
        return found

    def every(self) -> Iterator[FunctionType]:
        """All live functions."""
        for functions in self._functions.values():
            yield from functions

    def seek(self, names: Iterable[str]) -> None:
        """Somebody will ask who mentions these names: `find` answers that for all copies of this process."""
        self._sought.update(names)

    def find(self) -> None:
        """Look for the sought names. Whoever looks at all functions in a copy has all their memory copied."""
        if self._mentions.keys() >= self._sought:
            return
        self._mentions, self._later = self.mentioning(self._sought), []

    def mentioning(self, names: Iterable[str]) -> dict[str, list[FunctionType]]:
        """The functions in whose own code each name occurs."""
        found = {name: self._mentions.get(name, [])[:] for name in names}
        unknown = set(found).difference(self._mentions)
        if unknown:
            _note_mentions(found, unknown, self.every())
        if len(unknown) < len(found):
            _note_mentions(found, set(found) - unknown, self._later)
        return found

    def discard_garbage(self) -> None:
        """Forget the functions that nothing refers to any more.

        The caller keeps no reference to a function. The collector is frozen afterwards. Nothing happens
        the second time: no code of a package has run since.
        """
        if self._is_clean:
            return
        restraint.need("a collection of garbage")
        self._is_clean = True
        weak = [ref(each) for functions in self._functions.values() for each in functions]
        self._functions.clear()
        self._named.clear()
        self._found, self._unfrozen = [], 0
        self._mentions, self._later = {}, []
        self.forget()
        _unfreeze()
        _collect()
        _freeze()
        self._add([each for each in [reference() for reference in weak] if each is not None])

    def forget(self) -> None:
        """Drop what was derived from the functions that there were."""
        self._codes.clear()
        self._rebound.clear()

    def _codes_of(self, namespace: dict[str, object]) -> tuple[list[CodeType], list[CodeType]]:
        found = self._codes.get(id(namespace))
        if found is None:
            functions = self.functions(namespace)
            if not functions:
                return [], []
            found = self._codes[id(namespace)] = _with_nested(functions)
        return found

    def _add(self, functions: list[FunctionType]) -> None:
        self._found.append(functions)
        if self._mentions:
            self._later += functions
        known = self._functions
        for each in functions:
            others = known.get(id(each.__globals__))
            if others is not None:
                others.append(each)
            else:
                self._begin_with(each)

    def _begin_with(self, function: FunctionType) -> None:
        """The first function with these globals."""
        namespace = function.__globals__
        self._functions[id(namespace)] = [function]
        name = namespace.get("__name__") if type(namespace) is dict else None
        if type(name) is str:
            self._named.setdefault(name, []).append(namespace)


def _listed() -> list[FunctionType]:
    """The functions that the collector knows and that are not frozen."""
    return [each for each in _get_objects() if type(each) is FunctionType]


def _with_nested(functions: list[FunctionType]) -> tuple[list[CodeType], list[CodeType]]:
    """Their code objects with all that are nested in them, each once; and those that have others inside."""
    every: dict[int, CodeType] = {}
    nesting: dict[int, CodeType] = {}
    inner: set[int] = set()
    for function in functions:
        code = function.__code__
        if id(code) in every:
            if id(code) in inner:  # and a function of its own as well
                nesting[id(code)] = code
            continue
        every[id(code)] = code
        for constant in code.co_consts:
            if type(constant) is CodeType:  # few have code inside
                inside = loads.tree(code)
                every.update((id(each), each) for each in inside)
                inner.update(id(each) for each in inside)
                nesting[id(code)] = code
                break
    return list(every.values()), list(nesting.values())


def _note_mentions(
    found: dict[str, list[FunctionType]], names: set[str], functions: Iterable[FunctionType]
) -> None:
    """Add each function to those that mention the names in its own code."""
    for each in functions:
        if not names.isdisjoint(each.__code__.co_names):
            for name in names.intersection(each.__code__.co_names):
                found[name].append(each)


def holds(namespace: dict[str, object], wanted: set[int]) -> bool:
    """Whether a module certainly keeps alive functions with all of these code objects (identities)."""
    return wanted <= reachable(namespace) or wanted <= _referred_to(namespace)


def reachable(namespace: dict[str, object]) -> set[int]:
    """Identities of the code objects of functions that a module plainly holds.

    Through its names, the dictionaries of its own classes, and what wraps functions in the
    standard ways. A function that is not among them may be alive all the same.
    """
    found: set[int] = set()
    seen: set[int] = set()
    todo: list[object] = list(namespace.values())
    while todo:
        each = todo.pop()
        kind = type(each)
        if objects.kind_of(each) in _PASSIVE or id(each) in seen:
            continue
        seen.add(id(each))
        if kind is FunctionType and isinstance(each, FunctionType):
            found.add(id(each.__code__))
            todo.extend(each.__closure__ or ())
            todo.extend(each.__dict__.values())
        elif kind is _CELL:
            todo.extend(cell_contents(each))
        elif kind is staticmethod or kind is classmethod:
            todo.append(each.__func__)  # type: ignore[attr-defined]
        elif kind is property:
            todo += [each.fget, each.fset, each.fdel]  # type: ignore[attr-defined]
        elif objects.is_class(each):
            content = objects.class_dict(each)
            if content.get("__module__") == namespace.get("__name__"):
                todo.extend(content.values())
    return found


def _referred_to(namespace: dict[str, object]) -> set[int]:
    """The same through whatever objects hold them: descriptors, registries, wrappers of any kind.

    Other modules and their classes are left out: what only they hold is seldom this module's.
    """
    found: set[int] = set()
    seen: set[int] = set()
    todo: list[object] = list(namespace.values())
    while todo and len(seen) < _MOST_OBJECTS:
        each = todo.pop()
        kind = objects.kind_of(each)
        if kind in _ATOMS or id(each) in seen or objects.is_module(each):
            continue
        if type(each) is dict and "__builtins__" in each:  # the namespace of a module
            continue
        seen.add(id(each))
        if objects.is_class(each):
            content = objects.class_dict(each)
            todo.extend(content.values() if content.get("__module__") == namespace.get("__name__") else ())
            continue
        if type(each) is FunctionType:
            found.add(id(each.__code__))
        todo.extend(_get_referents(each))
    return found


def cell_contents(cell: object) -> list[object]:
    """What the cell of a closure holds; nothing if it is empty."""
    try:
        return [cell.cell_contents]  # type: ignore[attr-defined]
    except ValueError:  # empty
        return []


_ATOMS = frozenset([str, int, float, bool, bytes, type(None), CodeType])
_PASSIVE = _ATOMS.union([tuple, list, dict, set, frozenset])
