# outcome: raised
from ctypes import WinDLL  # expect: wrong-platform ctypes.WinDLL
