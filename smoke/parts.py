"""Which modules a run is about when it is not about all of its targets, and what these need beside them.

A shard (`--shard K/N`), or the modules that the pytest plugin asks for. Nothing here runs anything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from smoke.model import Module, Outcome, Result, Selection, Settings
from smoke.plan import shards

_FINE = (Outcome.IMPORTED, Outcome.NOT_CHECKABLE)


def asked(selection: Selection, settings: Settings, only: frozenset[str] | None) -> frozenset[str] | None:
    """The modules that the report is to be about; None for all of them."""
    if settings.shard is None:
        return only
    number, parts = settings.shard
    mine = frozenset(shards.split(shards.of_sizes(selection.modules), parts)[number - 1])
    return mine if only is None else mine & only


def with_packages(
    modules: Sequence[Module], names: Collection[str], known: Mapping[str, Result]
) -> tuple[Module, ...]:
    """The modules of these names, and the packages above them of which it is not known that they import."""
    fine = {name for name, result in known.items() if result.outcome in _FINE}
    above = {name.rsplit(".", level)[0] for name in names for level in range(1, name.count(".") + 1)}
    needed = above.difference(fine).union(names)
    return tuple(each for each in modules if each.name in needed and (each.is_package or each.name in names))


def note(shard: tuple[int, int], modules: int, of: int) -> str:
    """What to tell the user about a shard: the numbers of all shards add up to the second one."""
    number, parts = shard
    return f"shard {number}/{parts}: {modules} of {of} modules"
