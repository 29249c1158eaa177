"""Forks, and the child ends at once."""

import os

_child = os.fork()
if _child == 0:
    os._exit(0)
os.waitpid(_child, 0)
