# proof: other() -> nowhere
"""A helper that looks into its caller's module and binds names in its own does not count."""

from .helpers import looks_only


def other():
    looks_only("json")
    return nowhere  # expect: undefined-name nowhere
