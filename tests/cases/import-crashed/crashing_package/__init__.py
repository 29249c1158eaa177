# outcome: crashed
# finding: import-crashed "SIGSEGV"
"""A package that crashes; what is below it is blocked."""

import ctypes

ctypes.string_at(0)
