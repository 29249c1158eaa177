def helper():
    from . import TOP
    from .leaf import LATER
    return TOP, LATER


LATER = 2
