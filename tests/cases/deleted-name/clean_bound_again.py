# proof: read()
"""Deleted and bound again."""

value = 1
del value
value = 2


def read():
    return value
