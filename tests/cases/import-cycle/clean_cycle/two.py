from . import one

NAME = "two"


def other():
    return one.name()
