# proof: Thing().value
"""Class bodies, decorators and defaults have run when the name goes."""

import functools


def _remember(function):
    return functools.lru_cache(maxsize=None)(function)


_initial = 3


class Thing:
    size = _initial

    @property
    def value(self):
        return self._compute()

    @_remember
    def _compute(self, start=_initial):
        return start


del _remember, _initial, functools
