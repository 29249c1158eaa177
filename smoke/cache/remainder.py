"""What is left to run when some results are known already.

A *little* is forked from the bare interpreter and from the packages above it: to plan more would take
longer than to import. More than that is planned like a whole run, of which only that part is asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from smoke.model import Module, Result

_FEW = 8  # modules that are worth no plan of their own
_PART = 4  # nor are so many times fewer than there are


def remainder(modules: Sequence[Module], reused: Mapping[str, Result]) -> tuple[Module, ...]:
    """The modules to be run, in their order; those that are only listed (`skip`) are among them.

    Of a little, packages above several of its modules are part: these start from their process, as they
    would without a cache, instead of importing them once each.
    """
    left = {module.name for module in modules if module.name not in reused}
    if is_little(left, modules):
        running = [module.name for module in modules if module.name in left and module.skip is None]
        below = Counter(above for name in running for above in _above(name))
        left.update(name for name, count in below.items() if count > 1 and name in reused)
    return tuple(module for module in modules if module.name in left)


def is_little(left: Collection[str], modules: Sequence[Module]) -> bool:
    """True if so few of the modules are left that they are run without a plan of stages."""
    running = sum(module.skip is None and module.name in left for module in modules)
    return running <= max(_FEW, len(modules) // _PART)


def _above(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts))]
