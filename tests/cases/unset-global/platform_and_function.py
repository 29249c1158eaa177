# proof: version() -> _version
"""Bound on another platform at import, and by a function on this one."""

import sys

if sys.platform == "darwin":
    _version = None


def clear():
    global _version
    _version = None


def version():
    return _version  # expect: unset-global _version
