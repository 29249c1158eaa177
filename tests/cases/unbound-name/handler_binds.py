# proof: use() -> problem
"""Bound only in a handler that did not run."""

try:
    import json
except ImportError:
    problem = "no json"


def use():
    return json, problem  # expect: unbound-name problem
