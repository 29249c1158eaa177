# proof: read()
"""The module binds it first, the function binds it again."""

CONNECTION = None


def connect():
    global CONNECTION
    CONNECTION = object()


def read():
    return CONNECTION
