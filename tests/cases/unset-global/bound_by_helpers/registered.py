# proof: before() -> first
# proof: (registered(), before())
"""By a class that is called."""

from .helpers import Registry


def registered():
    return Registry(["first"])


def before():
    return first  # expect: unset-global first "Registry.__init__"
