# proof: other() -> unmarked
# proof: before() -> marked
# proof: (marking(), before())
"""Where the name is written, no other can come of it."""

from .helpers import mark


def marking():
    mark()


def before():
    return marked, counted  # expect: unset-global marked; unset-global counted


def other():
    return unmarked  # expect: undefined-name unmarked
