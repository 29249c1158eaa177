"""Imports in functions that work: submodules, names set later in the module, own modules."""


def modules():
    from . import deep, leaf
    from .deep import bottom
    import clean_submodules.deep.bottom as same
    import xml.etree.ElementTree as tree
    from email.mime import text
    from os import path
    return deep, leaf, bottom, same, tree, text, path


def names():
    from .leaf import LATER, helper
    from clean_submodules import TOP
    return LATER, helper, TOP


TOP = 1
