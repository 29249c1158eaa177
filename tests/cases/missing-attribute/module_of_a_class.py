"""A module whose class answers for attributes."""

import sys
import types


class Lazy(types.ModuleType):
    def __getattr__(self, name):
        if name == "made_on_demand":
            return 1
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")


lazy = Lazy("module_of_a_class.lazy")
lazy.plain = 1
sys.modules[lazy.__name__] = lazy


def there():
    return lazy.plain, lazy.made_on_demand


def gone():
    return lazy.nothing  # expect: missing-attribute lazy.nothing
