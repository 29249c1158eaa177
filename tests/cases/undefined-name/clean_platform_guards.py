# proof: read_key()
# proof: lock()
# proof: short()
# proof: method()
# proof: alias()
"""Guards over the platform, folded with the live value."""

import os
import sys
from sys import platform as here

WINDOWS = sys.platform.startswith("win")

if WINDOWS:
    from absent_windows import CloseHandle, LockFileEx, OpenProcess, msvcrt_getch
if os.name == "java":
    from absent_java import JavaLock


def read_key():
    if sys.platform == "win32":
        return msvcrt_getch()
    return None


def lock():
    if os.name == "nt":
        return LockFileEx()
    elif os.name == "java":
        return JavaLock()
    return None


def short():
    return WINDOWS and WindowsError


def method():
    if sys.platform in ("win32", "cygwin"):
        return OpenProcess()
    return None


def alias():
    if here == "win32":
        return CloseHandle
    return None
