# outcome: raised
"""Raises KeyboardInterrupt itself; smoke goes on."""

raise KeyboardInterrupt  # expect: import-raised "KeyboardInterrupt"
