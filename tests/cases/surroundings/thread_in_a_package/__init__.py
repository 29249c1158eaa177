"""A package with a thread cannot be forked; what is below it starts fresh."""

import threading

READY = threading.Event()
_go = threading.Event()


def _work():
    READY.set()
    _go.wait()


threading.Thread(target=_work, daemon=True).start()
READY.wait()
