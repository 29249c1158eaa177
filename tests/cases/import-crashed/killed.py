# outcome: crashed
# finding: import-crashed "SIGKILL"
"""Ended from outside, as the kernel does when memory is short."""

import os
import signal

os.kill(os.getpid(), signal.SIGKILL)
