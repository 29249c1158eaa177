# outcome: exited
# finding: import-exited
"""A package that leaves; what is below it is blocked."""

raise SystemExit
