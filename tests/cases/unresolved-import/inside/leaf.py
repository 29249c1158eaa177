VALUE = 1


def __getattr__(name):
    if name == "answered":
        return 42
    raise AttributeError(name)


def second():
    from .gone import anything  # expect: unresolved-import inside.gone
    from .leaf import VALUE, VALEU, answered  # expect: unresolved-import inside.leaf.VALEU
    return anything, VALUE, VALEU, answered


def third():
    import inside.plain
    from inside.plain import DATA, DAAT  # expect: unresolved-import inside.plain.DAAT
    return inside.plain, DATA, DAAT
