"""One of the star imports brings the name on Windows."""

from .outer import *


def show():
    if WINDOWS:
        return open_window()
    return A, B
