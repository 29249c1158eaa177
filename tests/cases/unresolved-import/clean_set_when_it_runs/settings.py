def fill():
    globals().update({"by_itself": 1})


def later(key, value):
    globals()[key] = value
