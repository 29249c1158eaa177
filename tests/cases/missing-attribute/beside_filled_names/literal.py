def fill():
    globals().update({"present": 1})
    globals()["also_present"] = 2
