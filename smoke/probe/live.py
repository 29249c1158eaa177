"""The functions that exist in this process, found through the garbage collector.

`Live.take` costs almost nothing where the caller freezes the collector before it forks:
`gc.get_objects` lists only what is not frozen, so a child sees what its import made.
The collector stays disabled, so a function may be garbage already (a class replaced by
another of its name sits in a reference cycle): `Live.discard_garbage` finds out, for the price
of one collection, and is asked only when something would be reported that `reachable` does
not find by the obvious ways.
"""

from __future__ import annotations

import gc
from _weakref import ref
from types import CodeType, FunctionType

from . import objects

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_CELL = type((lambda x: lambda: x)(0).__closure__[0])  # type: ignore[index]
# CO_NEWLOCALS. From 3.11 on every frame that a traceback keeps has a function object, those of modules,
# class bodies and code given to `exec` too; nobody calls them again.
_IS_FUNCTION = 0x02
_get_objects, _collect, _freeze, _unfreeze = gc.get_objects, gc.collect, gc.freeze, gc.unfreeze


class Live:
    """The live functions, by the dictionary that is their `__globals__`."""

    def __init__(self) -> None:
        self._functions: dict[int, list[FunctionType]] = {}
        self._named: dict[str, list[dict[str, object]]] = {}
        self._seen: set[int] = set()
        self._completed: set[int] = set()  # namespaces of which nothing is missing since the last `take`

    def take(self) -> None:
        """Add the functions made since the collector was last frozen."""
        seen = self._seen
        self._completed.clear()
        for each in _get_objects():
            if type(each) is FunctionType and id(each) not in seen:
                seen.add(id(each))
                self._add(each)

    def functions(self, namespace: dict[str, object]) -> list[FunctionType]:
        """The functions whose globals are this dictionary, in the order in which they were found."""
        return self._functions.get(id(namespace), [])

    def namespaces(self, name: str) -> list[dict[str, object]]:
        """The dictionaries with that `__name__` that are the globals of a live function."""
        return self._named.get(name, [])

    def complete(self, namespace: dict[str, object]) -> None:
        """Take again, with the frozen objects, if a module's own functions are not among the live ones.

        That is so when the package has frozen the collector itself while it was imported.
        """
        if id(namespace) in self._completed:
            return
        if any(id(each) not in self._seen for each in _own_functions(namespace)):
            _unfreeze()
            self.take()
            _freeze()
        self._completed.add(id(namespace))

    def every(self) -> Iterator[FunctionType]:
        """All live functions."""
        for functions in self._functions.values():
            yield from functions

    def discard_garbage(self) -> None:
        """Forget the functions that nothing refers to any more.

        The caller keeps no reference to a function. The collector is frozen afterwards.
        """
        weak = [ref(each) for functions in self._functions.values() for each in functions]
        self._functions.clear()
        self._named.clear()
        self._seen.clear()
        self._completed.clear()
        _unfreeze()
        _collect()
        _freeze()
        for reference in weak:
            each = reference()
            if each is not None:
                self._seen.add(id(each))
                self._add(each)

    def _add(self, function: FunctionType) -> None:
        if not function.__code__.co_flags & _IS_FUNCTION:
            return
        namespace = function.__globals__
        known = self._functions.get(id(namespace))
        if known is not None:
            known.append(function)
            return
        self._functions[id(namespace)] = [function]
        name = namespace.get("__name__") if type(namespace) is dict else None
        if type(name) is str:
            self._named.setdefault(name, []).append(namespace)


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
            todo.extend(_cell_contents(each))
        elif kind is staticmethod or kind is classmethod:
            todo.append(each.__func__)  # type: ignore[attr-defined]
        elif kind is property:
            todo += [each.fget, each.fset, each.fdel]  # type: ignore[attr-defined]
        elif objects.is_class(each):
            content = objects.class_dict(each)
            if content.get("__module__") == namespace.get("__name__"):
                todo.extend(content.values())
    return found


def _own_functions(namespace: dict[str, object]) -> Iterator[FunctionType]:
    """The functions that a module's names and its own classes hold directly."""
    for each in list(namespace.values()):
        if type(each) is FunctionType:
            yield each
        elif objects.is_class(each):
            content = objects.class_dict(each)
            if content.get("__module__") == namespace.get("__name__"):
                yield from (value for value in content.values() if type(value) is FunctionType)


def _cell_contents(cell: object) -> list[object]:
    try:
        return [cell.cell_contents]  # type: ignore[attr-defined]
    except ValueError:  # empty
        return []


_PASSIVE = frozenset([str, int, float, bool, bytes, type(None), tuple, list, dict, set, frozenset, CodeType])
