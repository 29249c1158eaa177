# outcome: raised
"""Mentions a platform, but not as the reason."""

raise ImportError("cannot read the table of platforms (linux, win32, darwin)")  # expect: import-raised
