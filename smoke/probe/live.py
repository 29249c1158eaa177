"""The functions that exist in this process, found through the garbage collector.

`Live.take` costs almost nothing where the caller freezes the collector before it forks:
`gc.get_objects` lists only what is not frozen, so a child sees what its import made.
The collector stays disabled, so a function may be garbage already (a class replaced by
another of its name sits in a reference cycle): `Live.discard_garbage` finds out, for the price
of one collection, and is asked only when something would be reported.
"""

from __future__ import annotations

import gc
from _weakref import ref
from types import FunctionType

_get_objects, _collect, _freeze, _unfreeze = gc.get_objects, gc.collect, gc.freeze, gc.unfreeze
_freeze_count = gc.get_freeze_count


class Live:
    """The live functions, by the dictionary that is their `__globals__`."""

    def __init__(self) -> None:
        self._functions: dict[int, list[FunctionType]] = {}
        self._seen: set[int] = set()

    def take(self) -> None:
        """Add the functions made since the collector was last frozen."""
        seen = self._seen
        for each in _get_objects():
            if type(each) is FunctionType and id(each) not in seen:
                seen.add(id(each))
                self._functions.setdefault(id(each.__globals__), []).append(each)

    def functions(self, namespace: dict[str, object]) -> list[FunctionType]:
        """The functions whose globals are this dictionary, in the order in which they were found."""
        return self._functions.get(id(namespace), [])

    def namespaces(self) -> list[dict[str, object]]:
        """Every dictionary that is the globals of a live function, each once."""
        return [functions[0].__globals__ for functions in self._functions.values() if functions]

    def discard_garbage(self) -> None:
        """Forget the functions that nothing refers to any more.

        A frozen collector is frozen again afterwards. The caller keeps no reference to a function.
        """
        weak = {key: [ref(each) for each in functions] for key, functions in self._functions.items()}
        self._functions.clear()
        self._seen.clear()
        frozen = _freeze_count()
        _unfreeze()
        _collect()
        if frozen:
            _freeze()
        for key, references in weak.items():
            alive = [each for each in (reference() for reference in references) if each is not None]
            if alive:
                self._functions[key] = alive
                self._seen.update(map(id, alive))
