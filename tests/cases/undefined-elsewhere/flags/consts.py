import platform
from sys import platform as _here

WINDOWS = False
if _here.startswith("win32"):
    WINDOWS = True

DARWIN = platform.system() == "Darwin"

try:
    import absent_tables

    HAVE_TABLES = True
except ImportError:
    HAVE_TABLES = False
