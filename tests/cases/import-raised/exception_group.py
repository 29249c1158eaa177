# python: >= 3.11
# outcome: raised
"""An exception that holds others."""

raise ExceptionGroup("both", [ValueError("one"), TypeError("two")])  # expect: import-raised "ExceptionGroup: both"
