"""Modules of the package itself, with relative imports."""


def first():
    from . import leaf, no_such_leaf  # expect: unresolved-import inside.no_such_leaf
    return leaf, no_such_leaf
