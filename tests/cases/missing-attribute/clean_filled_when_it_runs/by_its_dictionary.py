import sys


def fill(values):
    sys.modules[__name__].__dict__.update(values)
