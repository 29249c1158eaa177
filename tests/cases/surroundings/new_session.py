"""Leaves the process group."""

import os

if os.fork():
    os.wait()
else:
    os.setsid()
    os._exit(0)
