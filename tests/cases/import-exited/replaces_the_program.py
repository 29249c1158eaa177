# outcome: exited
# finding: import-exited
"""Becomes another program, which succeeds."""

import os

os.execv("/bin/sh", ["sh", "-c", "exit 0"])
