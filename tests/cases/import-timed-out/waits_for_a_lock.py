# options: --timeout 2 --jobs 4
# outcome: timed-out
# finding: import-timed-out
"""Waits for a lock that nobody lets go, with signals ignored."""

import signal
import threading

for _number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
    signal.signal(_number, signal.SIG_IGN)

_lock = threading.Lock()
_lock.acquire()
_lock.acquire()
