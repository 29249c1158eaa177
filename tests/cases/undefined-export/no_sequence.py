"""A set cannot be gone through by number."""

__all__ = {"load"}  # expect: undefined-export __all__ "no sequence"


def load():
    return 1
