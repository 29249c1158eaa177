# proof: use() -> unknown
"""One name is settled in the settings, the other one is not."""


def settled():
    return known  # hidden: undefined-name known


def use():
    return unknown  # expect: undefined-name unknown
