import sys

FIRST = 1


def shown(name):
    names = globals()
    here = sys.modules[__name__]
    return names[name], name in globals(), dict(globals()), getattr(here, name), eval(name, globals())
