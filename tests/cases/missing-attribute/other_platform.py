"""What only another platform has."""

import array
import ctypes
import os
import posix
import signal
import stat


def interrupt(process):
    process.send_signal(signal.CTRL_C_EVENT)  # expect: missing-attribute=note signal.CTRL_C_EVENT "Windows"


def library():
    return ctypes.windll.kernel32  # expect: missing-attribute=note ctypes.windll "Windows"


def copy(source, target):
    posix._fcopyfile(source, target, 0)  # expect: missing-attribute=note posix._fcopyfile "macOS"


def hide(path):
    os.chflags(path, stat.UF_HIDDEN)  # expect: missing-attribute=note os.chflags "BSD and macOS"


def short_name(path):
    from com.sun import jna  # expect: unresolved-import=note com.sun "Jython"

    return jna.Native.toString(array.zeros("c", 100))  # expect: missing-attribute=note array.zeros "Jython"


def one_way_only(path):
    if path:
        import java  # expect: unresolved-import=note java "Jython"

        return java.lang
    return array.zeros("c", 100)  # expect: missing-attribute array.zeros
