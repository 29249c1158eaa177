# proof: read() -> chosen
"""A function that writes into globals() by name."""


def choose(value):
    globals()["chosen"] = value


def read():
    return chosen  # expect: unset-global chosen
