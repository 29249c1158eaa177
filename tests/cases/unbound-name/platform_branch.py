# proof: beep() -> winsound
# proof: handle() -> HANDLE
"""Bound for one platform, used on all."""

import sys

if sys.platform == "win32":
    import winsound

    HANDLE = winsound.Beep


def beep():
    winsound.Beep(440, 100)  # expect: unbound-name winsound


def handle():
    return HANDLE  # expect: unbound-name HANDLE
