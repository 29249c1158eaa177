"""What hangs on a name that is missing itself: `if Spooled is not None: … else: TemporaryFile()`.

Where `Spooled` is not bound, the test raises, and `TemporaryFile` is never looked up. Whether it would
be once `Spooled` is bound depends on what it is bound to. So the code is followed twice more, with
the other missing names supposed to be None and to be something else: a load that is not
reached both times hangs on one of them.

    hanging(scope, names, missing, code, qualname, arguments, sightings) -> keys of such sightings
"""

from __future__ import annotations

from types import CodeType

from .reach import Judge, Sighting
from .scope import Scope, World
from .values import Known

_SUPPOSED = (Known(None), Known(...))  # the second is true, and nothing else is known of it
_MOST = 20  # names in one function


class Supposed(Scope):
    """The names of a module, some of which are supposed to have a value."""

    def __init__(
        self, world: World, namespace: dict[str, object], names: frozenset[str], value: object
    ) -> None:
        super().__init__(world, namespace)
        self._names = names
        self._value = value

    def value(self, name: str) -> object:
        return self._value if name in self._names else super().value(name)


def hanging(
    scope: Scope,
    names: set[str],
    missing: dict[int, frozenset[str]],
    code: CodeType,
    qualname: str,
    arguments: dict[int, object],
    sightings: list[Sighting],
) -> dict[str, set[object]]:
    """For each of the names that is looked up in the code, the places that hang on the other missing ones."""
    places: dict[str, set[object]] = {}
    for each in sightings:
        if each.reach == "possible":
            places.setdefault(each.name, set()).add(each.key)
    found: dict[str, set[object]] = {}

    def reached(others: frozenset[str], value: object) -> set[object]:
        judge = Judge(Supposed(scope.world.apart(), scope.namespace, others, value), missing)
        judge.examine(code, qualname, arguments=arguments)
        return {each.key for each in judge.sightings() if each.reach == "possible"}

    if 1 < len(places) <= _MOST:
        every = frozenset(places)
        for value in _SUPPOSED:
            certainly = reached(every, value)  # the less is supposed, the more is reached
            for name in names.intersection(places):
                left = places[name] - certainly
                found.setdefault(name, set()).update(left and left - reached(every - {name}, value))
    return found
