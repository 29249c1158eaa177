# outcome: raised
"""Needs an attribute that ctypes has on Windows only."""

import ctypes

KERNEL = ctypes.windll.kernel32  # expect: wrong-platform ctypes.windll
