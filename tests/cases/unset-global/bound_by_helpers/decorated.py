# proof: before() -> ScalarBox
# proof: (decorated(), before())
"""By a decorator that knows the module from the class."""

from bound_by_helpers import helpers


def decorated():
    @helpers.component("Box")
    class BoxData:
        pass

    return Box, BoxData  # expect: unset-global Box


def before():
    return ScalarBox  # expect: unset-global ScalarBox "bound_by_helpers.helpers.component"
