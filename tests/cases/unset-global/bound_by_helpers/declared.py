# proof: before() -> limits
# proof: (declared(), before())
"""By the frame of the caller, through a parameter."""

from .helpers import declare


def declared():
    declare([1], "limits")
    return limits  # expect: unset-global limits "bound_by_helpers.helpers.declare"


def before():
    return limits  # expect: unset-global limits
