# outcome: raised
"""A message of several megabytes is cut."""

raise ValueError("x" * 8_000_000)  # expect: import-raised "ValueError: xxxx"
