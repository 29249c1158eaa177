"""Names that something binds, builtins of somewhere, and guards that are not the platform's."""

import os
import sys
from typing import TYPE_CHECKING

WINDOWS = os.name == "nt"
PY2 = sys.version_info < (3,)
WINDOWS_OF_OLD = WINDOWS and PY2
DEBUG = False

if WINDOWS:
    import msvcrt
    from ctypes import windll


def getch():
    return msvcrt.getwch() if WINDOWS else None


def beep():
    if sys.platform == "win32":
        return windll.user32.MessageBeep(0)
    return None


def remove(path):
    try:
        os.remove(path)
    except OSError as error:
        if WINDOWS and isinstance(error, WindowsError):
            raise


def old():
    if PY2 and WINDOWS:
        return unicode(getattr(sys, "winver"))
    if PY2:
        return only_in_python_two
    return None


def traced():
    if DEBUG:
        return trace_everything
    if TYPE_CHECKING:
        return only_for_checkers
    return None


def handled():
    if WINDOWS:
        try:
            return extra_windows_thing
        except NameError:
            return None
    return None


def assigned():
    global loaded
    if WINDOWS:
        loaded = 1
        return loaded
    return None


def ends_early():
    raise SystemExit
    return after_the_end


def never_anywhere():
    if WINDOWS_OF_OLD:
        return lost_and_gone
    if hasattr(os, "startfile_of_the_future"):
        return another_one
    if sys.platform.startswith("java") or os.name == "ce":
        return of_platforms_that_are_gone
    return None
