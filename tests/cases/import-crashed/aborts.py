# outcome: crashed
# finding: import-crashed "SIGABRT"
"""Calls abort()."""

import os

os.abort()
