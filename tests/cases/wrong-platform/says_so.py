# outcome: raised
"""Says itself that it is for another platform."""

import sys

if sys.platform != "win32":
    raise ImportError("win32 only")  # expect: wrong-platform
