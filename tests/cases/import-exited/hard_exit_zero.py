# outcome: exited
# finding: import-exited
"""Ends the process behind Python's back, with status 0."""

import os

os._exit(0)
