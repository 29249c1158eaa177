# outcome: raised
"""The exception class has no `__module__` and a strange name."""

raise type("Odd.Name", (Exception,), {"__module__": None})("odd")  # expect: import-raised "odd"
