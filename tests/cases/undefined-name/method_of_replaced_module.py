# proof: sys.modules["method_of_replaced_module"].run() -> missing_tool
"""The module object is replaced; its functions still look in the first module's dictionary."""

import sys
import types

PREFIX = "tool:"


class _Replacement(types.ModuleType):
    def run(self):
        return PREFIX + missing_tool  # expect: undefined-name missing_tool


sys.modules[__name__] = _Replacement(__name__)
sys.modules[__name__].sys = sys
