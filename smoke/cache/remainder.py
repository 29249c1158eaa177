"""What is left to run when some results are known already.

A package above several such modules is run again as well: they start from its process, as they would
without a cache, instead of importing it once each. When most is left, everything is: a whole plan
shares more imports than the parts that a part of it could share.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from smoke.model import Module, Result

_FEW = 8  # modules that are worth no plan of their own
_PART = 4  # so many times more modules must be known


def remainder(modules: Sequence[Module], reused: Mapping[str, Result]) -> tuple[Module, ...]:
    """The modules to be run, in their order; those that are only listed (`skip`) are among them."""
    left = {module.name for module in modules if module.name not in reused}
    running = {module.name for module in modules if module.name in left and module.skip is None}
    if len(running) > max(_FEW, len(modules) // _PART):
        return tuple(modules)
    below = Counter(above for name in running for above in _above(name))
    left.update(name for name, count in below.items() if count > 1 and name in reused)
    return tuple(module for module in modules if module.name in left)


def _above(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts))]
