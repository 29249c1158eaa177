_LAZY = {"there": 1}


def __getattr__(name):
    if name not in _LAZY:
        raise AttributeError(name)
    globals()[name] = _LAZY[name]
    return _LAZY[name]
