"""Modules that are run once more, from the state in which a fresh interpreter would begin them.

A package that is repeated as well may load them again; then they are examined in its process and need
none of their own. So they wait for it, and run if it has not loaded them.
"""

from __future__ import annotations

from collections.abc import Collection

from smoke.model import Step


class Repeats:
    """The steps of one run that are repeated."""

    def __init__(self, settled: Collection[str]) -> None:
        """`settled` holds the names of the modules that have their results, as time goes on."""
        self._settled = settled
        self._names: set[str] = set()
        self._waiting: list[Step] = []

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def add(self, step: Step) -> list[Step]:
        """The steps that are to run now: this one, unless it waits for its package."""
        name = step.module.name
        self._names.add(name)
        above = (name[:at] for at, each in enumerate(name) if each == ".")
        if any(each in self._names and each not in self._settled for each in above):
            self._waiting.append(step)
            return []
        return [step]

    def rest(self) -> list[Step]:
        """What has waited in vain."""
        left = [step for step in self._waiting if step.module.name not in self._settled]
        self._waiting.clear()
        return left
