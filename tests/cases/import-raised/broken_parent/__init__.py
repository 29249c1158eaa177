# outcome: raised
"""Every module below it is blocked; the reason is told once."""

raise RuntimeError("not configured")  # expect: import-raised "RuntimeError: not configured"
