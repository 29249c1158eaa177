# proof: before() -> ThingAlias
# proof: (published(), before())
"""By the namespace of the module, under a variable or not."""

from .helpers import publish


def published():
    @publish
    class Thing:
        pass

    return Thing


def before():
    return ThingAlias, ThingCopy  # expect: unset-global ThingAlias; unset-global ThingCopy
