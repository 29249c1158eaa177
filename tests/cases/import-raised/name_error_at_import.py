# outcome: raised
"""A NameError at import needs no analysis."""

LIMIT = maximum + 1  # expect: import-raised maximum "is not defined"
