"""Entries must be strings."""


def load():
    return 1


__all__ = ["load", load, 3]  # expect: undefined-export __all__ "type"
