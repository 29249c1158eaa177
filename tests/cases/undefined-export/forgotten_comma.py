"""Two strings without a comma between them are one."""

__all__ = [
    "load",
    "dump"  # expect: undefined-export dumpdumps
    "dumps",
    "laod",  # expect: undefined-export laod "did you mean 'load'?"
]


def load():
    return 1


def dump():
    return 2


def dumps():
    return 3
