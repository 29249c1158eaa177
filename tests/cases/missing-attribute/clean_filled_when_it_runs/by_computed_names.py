_names = globals()


def fill(pairs):
    for name, value in pairs:
        _names[name] = value
