# proof: sys.modules["clean_self_replacing_module"].version()
"""Its functions find their names in the first module's dictionary, which no attribute access shows."""

import sys
import types

_NUMBER = "1.0"


def _version():
    return _NUMBER + str(sys.maxsize)


_new = types.ModuleType(__name__, __doc__)
_new.version = _version
_new.sys = sys
_new.__file__ = __file__
sys.modules[__name__] = _new
