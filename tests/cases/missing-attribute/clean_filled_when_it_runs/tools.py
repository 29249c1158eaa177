import sys


def define(module_name, values):
    module = sys.modules[module_name]
    for name, value in values.items():
        setattr(module, name, value)


def copy(source, into):
    vars(into).update(vars(source))
