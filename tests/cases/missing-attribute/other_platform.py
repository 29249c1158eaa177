"""What only another platform has."""

import ctypes
import signal


def interrupt(process):
    process.send_signal(signal.CTRL_C_EVENT)  # expect: missing-attribute=note signal.CTRL_C_EVENT "Windows"


def library():
    return ctypes.windll.kernel32  # expect: missing-attribute=note ctypes.windll "Windows"
