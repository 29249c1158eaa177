"""Low recursion limit, a trace function that raises, a profile function."""

import sys


def _trace(frame, event, argument):
    return None


sys.settrace(_trace)
sys.setprofile(_trace)
sys.setrecursionlimit(150)
