import sys


def _fill(module, names):
    for name in names:
        setattr(module, name, name)


globals().update((name, name) for name in ("one", "two"))
_fill(sys.modules[__name__], ["three"])
