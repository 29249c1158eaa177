# proof: read()
"""A module with a class of its own, and with attributes that only that class has."""

import sys
import types

LIMIT = 3


class _Module(types.ModuleType):
    @property
    def computed(self):
        return LIMIT


sys.modules[__name__].__class__ = _Module


def read():
    return sys.modules[__name__].computed + LIMIT
