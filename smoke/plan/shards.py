"""A plan's modules in N parts: for the jobs of a CI matrix, and for the workers of pytest-xdist.

Contract: every module is in exactly one part; the same names and weights give the same parts on
every machine (only whole numbers are compared); what stands together in the package tree stays
together as far as the parts come out about equal. A part can be empty where there is little
to share out.

What a part's modules need of the others (the packages above them, modules whose fate decides about
theirs) is run for that part as well, and reported by the part to which it belongs.
"""

from __future__ import annotations

import os
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise, takewhile

from smoke.model import Module

_EACH = 10_000  # bytes of source that take about as long as a module takes in any case
_SLACK = 5  # a part may be larger or smaller by a fifth, so that a package stays whole


def split(weights: Mapping[str, int], parts: int) -> tuple[tuple[str, ...], ...]:
    """The names in `parts` parts, each in the order of the package tree."""
    names = sorted(weights, key=lambda name: name.split("."))
    sums = [0, *accumulate(weights[name] for name in names)]
    cuts = [0]
    for number in range(1, parts):
        cuts.append(max(cuts[-1], _cut(names, sums, number, parts)))
    cuts.append(len(names))
    return tuple(tuple(names[start:end]) for start, end in pairwise(cuts))


def of_sizes(modules: Sequence[Module]) -> dict[str, int]:
    """The weights of modules by what is the same wherever they are installed: the sizes of their files."""
    return {module.name: _EACH + _size(module.path) for module in modules}


def _cut(names: Sequence[str], sums: Sequence[int], number: int, parts: int) -> int:
    """Where the part after `number` parts begins: between packages, if that is near enough."""
    ideal, slack = sums[-1] * number, sums[-1] // _SLACK  # both times `parts`
    first = bisect_left(sums, ideal - slack, key=lambda each: each * parts)
    last = bisect_right(sums, ideal + slack, key=lambda each: each * parts)
    nearest = bisect_left(sums, ideal, key=lambda each: each * parts)
    places = range(first, last) or range(nearest, nearest + 1)
    return min(places, key=lambda place: (_shared(names, place), abs(sums[place] * parts - ideal)))


def _shared(names: Sequence[str], place: int) -> int:
    """How many packages the modules on both sides of a cut have in common."""
    if not 0 < place < len(names):
        return 0
    pairs = zip(names[place - 1].split("."), names[place].split("."), strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))


def _size(path: str | None) -> int:
    try:
        return os.stat(path).st_size if path is not None else 0
    except OSError:
        return 0
