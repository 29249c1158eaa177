"""In which order the stages of a plan are worked off, so that few of them are alive at a time.

places([None, 0, 0]) -> [0, 1, 2]: the place of each stage, by its number; `parents` as in `Stage.parent`.

One branch is finished before the next one begins. A state ends when its own modules are done and the
last state below it is there. So what must wait meanwhile is least if the branch that needs most states
comes last: beside the others their parent waits as well, beside the last one it does not.
"""

from __future__ import annotations

from collections.abc import Sequence


def places(parents: Sequence[int | None]) -> list[int]:
    """For each stage how many come before it; parents stand before their children in `parents`."""
    below: dict[int | None, list[int]] = {}
    for number, parent in enumerate(parents):
        below.setdefault(parent, []).append(number)
    needs = [1] * len(parents)
    for number in reversed(range(len(parents))):
        children = below.get(number, [])
        children.sort(key=lambda child: needs[child])
        needs[number] = _needed([needs[child] for child in children])
    found = [0] * len(parents)
    waiting = sorted(below.get(None, ()), key=lambda child: needs[child])[::-1]
    for place in range(len(parents)):
        number = waiting.pop()
        found[number] = place
        waiting += reversed(below.get(number, ()))
    return found


def _needed(children: Sequence[int]) -> int:
    """How many states are alive at once in a branch, from what its own branches need, least first."""
    if not children:
        return 1
    return max(children[-1], 2, *(1 + each for each in children[:-1]))
