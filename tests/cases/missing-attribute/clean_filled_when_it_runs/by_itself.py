import sys


def fill(names):
    module = sys.modules[__name__]
    for name in names:
        setattr(module, name, name)
