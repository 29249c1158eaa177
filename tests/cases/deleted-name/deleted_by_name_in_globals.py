# proof: use() -> helper
"""Deleted under a condition that held."""

import sys


def helper():
    return 1


def use():
    return helper()  # expect: deleted-name helper


if sys.version_info >= (3, 0):
    del helper
