def update():
    globals().update({"dictionary": 1}, keyword=2)


def variable():
    names = globals()
    names["by_item"] = 1
    names.setdefault("by_default", 2)
    names |= {"merged": 3}
