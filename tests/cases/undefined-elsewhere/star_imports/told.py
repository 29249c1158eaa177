"""What the star imports bring is known, and none of it is what the line wants."""

import sys

from .plain import *


def show():
    if sys.platform == "win32":
        return open_window()  # expect: undefined-elsewhere open_window
    return A, B
