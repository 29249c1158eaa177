# outcome: raised
"""A NameError at import needs no analysis."""

LIMIT = maximum + 1  # expect [>= 3.10]: import-raised maximum "is not defined"  # expect [< 3.10]: import-raised
