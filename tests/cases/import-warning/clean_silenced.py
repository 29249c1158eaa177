# options: --select import-warning
"""Warnings that the module itself catches, and those of later."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    warnings.warn("nobody sees this", DeprecationWarning)

with warnings.catch_warnings(record=True) as log:
    warnings.simplefilter("always")
    warnings.warn("this one is looked at", UserWarning)
assert [str(each.message) for each in log] == ["this one is looked at"]


def later():
    warnings.warn("not at import", DeprecationWarning)
