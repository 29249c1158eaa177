"""A forgotten comma after the only entry of a tuple: each letter counts."""

__all__ = ("xy")  # expect: undefined-export __all__ "one string"
