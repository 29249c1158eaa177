"""How a child is started on the probe's files without touching its `sys.path`.

`-c` gets a few lines that make an empty module `_smoke_probe` whose `__path__` is the
folder of the probe and call `main` of the entry named in the arguments. Nothing of
`importlib.util` is needed, nothing but the probe's own modules stays behind, and the ''
that `-c` puts first on `sys.path` (absent under -P or PYTHONSAFEPATH) is gone.
"""

from __future__ import annotations

from pathlib import Path

PROBE = str(Path(__file__).resolve().parent.parent / "probe")

_BOOT = """\
import sys
if sys.path and sys.path[0] == "":
    del sys.path[0]
_folder, _entry, *_arguments = sys.argv[1:]
del sys.argv[1:]
_probe = type(sys)("_smoke_probe")
_probe.__path__ = [_folder]
sys.modules["_smoke_probe"] = _probe
_main = __import__("_smoke_probe." + _entry, fromlist=["main"]).main
del _probe, _folder, _entry, sys
_main(_arguments)
"""


def command(executable: str, entry: str, *arguments: str) -> list[str]:
    """The command line that runs `main([…arguments])` of `probe/<entry>.py` under `executable`."""
    return [executable, "-c", _BOOT, PROBE, entry, *arguments]
