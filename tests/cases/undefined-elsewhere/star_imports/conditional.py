import sys

WINDOWS = sys.platform == "win32"

if WINDOWS:
    def open_window(): ...
