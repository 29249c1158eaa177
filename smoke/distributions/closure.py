"""What a distribution may count on: the requirements that it declares, and what follows from them.

    Closure(catalogue, environment).of(("celery",), extras=()) -> {"celery", "kombu", "vine", …}

Markers are evaluated for the checked interpreter. A requirement that is not installed ends there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from smoke.distributions import markers
from smoke.distributions.catalogue import Distributions
from smoke.distributions.requirements import Requirement, normalized


class Closure:
    """The declared requirements of installed distributions, seen from one environment."""

    def __init__(self, distributions: Distributions, environment: Mapping[str, str]) -> None:
        self._distributions, self._environment = distributions, environment

    def direct(self, distribution: str, extras: Collection[str] = ()) -> list[Requirement]:
        """The requirements of the distribution that hold here with these extras (normalized)."""
        return [
            one
            for one in self._distributions.declaration(distribution).requirements
            if self._holds(one, extras)
        ]

    def declared(self, distribution: str) -> dict[str, tuple[str, ...]]:
        """Normalized names that the distribution declares itself, each with the extras that it needs.

        No extras: required in any case. What it asks of a requirement's extras is declared too. A
        marker about another environment still declares the name: it was thought of.
        """
        found: dict[str, tuple[str, ...]] = {}
        for one in self._distributions.declaration(distribution).requirements:
            for name in self._with_extras(one):
                if name not in found or found[name]:
                    found[name] = (*found.get(name, ()), *one.needed_by) if one.needed_by else ()
        return found

    def of(self, distributions: Iterable[str], extras: Collection[str] = ()) -> frozenset[str]:
        """Normalized names of the distributions and of everything that they require, directly or not."""
        wanted = {normalized(extra) for extra in extras}
        todo = [(normalized(name), frozenset(wanted)) for name in distributions]
        seen: set[tuple[str, frozenset[str]]] = set()
        while todo:
            name, asked = todo.pop()
            if (name, asked) in seen:
                continue
            seen.add((name, asked))
            todo += [(one.name, frozenset(one.extras)) for one in self.direct(name, asked)]
        return frozenset(name for name, _ in seen)

    def _with_extras(self, requirement: Requirement) -> list[str]:
        inner = self.direct(requirement.name, requirement.extras) if requirement.extras else []
        return [requirement.name, *(one.name for one in inner if one.needed_by)]

    def _holds(self, requirement: Requirement, extras: Collection[str]) -> bool:
        named = not requirement.needed_by or any(extra in extras for extra in requirement.needed_by)
        return named and markers.holds(requirement.marker, self._environment, extras)
