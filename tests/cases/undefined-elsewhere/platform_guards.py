"""Nothing binds these names, and no line here gets to them."""

import os
import platform
import sys
from os import name as system_name
from sys import platform as here

WINDOWS = sys.platform.startswith("win")
POSIX = not WINDOWS


def show(path):
    if WINDOWS:
        shell.open(path)  # expect: undefined-elsewhere shell
    return path


def lock(handle):
    if os.name == "nt":
        return lock_file(handle)  # expect: undefined-elsewhere lock_file
    return None


def ask():
    if platform.system() == "Darwin":
        return ask_finder()  # expect: undefined-elsewhere ask_finder
    if system_name == "nt" or here == "cygwin":
        return ask_explorer()  # expect: undefined-elsewhere ask_explorer
    return None


def early():
    if not POSIX:
        return register()  # expect: undefined-elsewhere register
    return None
