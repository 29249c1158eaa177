# proof: future() -> newest
"""Bound on versions of Python that do not exist yet."""

import sys

if sys.version_info >= (3, 99):
    newest = "yes"
else:
    oldest = "yes"


def future():
    return oldest, newest  # expect: unbound-name newest
