"""What a distribution on the path ships; some of it ends the process of whoever asks for it."""

import os
import sys


def run():
    return 0


def __getattr__(name):
    if name == "crash":
        os._exit(0)
    if name == "leave":
        sys.exit("not today")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
