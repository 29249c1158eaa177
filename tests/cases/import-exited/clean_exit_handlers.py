"""Handlers for the end of the process, one of which would never return."""

import atexit
import time


def _for_ever():
    while True:
        time.sleep(1)


atexit.register(_for_ever)
atexit.register(lambda: 1 / 0)


class Noisy:
    def __del__(self):
        raise RuntimeError("in __del__")


noisy = Noisy()
