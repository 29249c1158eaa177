import sys

PY2 = sys.version_info[0] == 2
WIN = sys.platform == "win32"
MACOS = sys.platform == "darwin" and sys.version_info < (3, 0)

try:
    import absent_beaker

    has_beaker = True
except ImportError:
    has_beaker = False
