# proof: Table().size()
"""The pure class is shadowed by the fast one that a star import brings; then its helpers go."""


def _check(value):
    return value


_FACTOR = 400


class Table:
    def size(self):
        return _check(_FACTOR)

    def twin(self):
        return Table


from .fast import *

del _check, _FACTOR
