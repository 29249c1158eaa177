# proof: trace() -> tracer
"""Bound when an environment variable asks for it."""

import os

if os.environ.get("CASE_VARIABLE_THAT_NOBODY_SETS"):
    import trace as tracer


def trace():
    return tracer.Trace()  # expect: unbound-name tracer
