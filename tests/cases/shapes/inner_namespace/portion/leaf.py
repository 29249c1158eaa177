"""A folder without __init__ inside a package is a namespace package."""

from inner_namespace import __name__ as TOP

assert __package__ == "inner_namespace.portion"
