"""What another platform would make of a module: the scope in which `sys.platform` says something else.

In an `Elsewhere` scope `sys.platform`, `os.name` and `platform.system()` have the answers of that
system, and so has every flag that a module computes from them: its own code is followed in
such a scope, and where a name ends up with another value, that one counts. All else is as it
is here: what `hasattr` finds missing may be another program's or version's, not a platform's.

What can be reached in such a scope only is code of another platform.
"""

from __future__ import annotations

import sys
from types import FunctionType

from . import modules, objects, values
from .flow import Flow
from .scope import Scope, System, World
from .values import UNKNOWN, Known, is_plain

_ALL = (
    System("win32", "nt", "Windows"),
    System("darwin", "posix", "Darwin"),
    System("linux", "posix", "Linux"),
)
OTHERS = tuple(each for each in _ALL if each.platform != sys.platform)
_ROUNDS = 2


class Elsewhere(Scope):
    """The names of a module as another platform has them."""

    def __init__(self, world: World, namespace: dict[str, object], system: System) -> None:
        super().__init__(world, namespace)
        self.system: System = system

    def of(self, function: FunctionType) -> Scope:
        found = function.__globals__
        return self if found is self.namespace else Elsewhere(self.world, found, self.system)

    def value(self, name: str) -> object:
        return self._there(self.namespace, name, super().value(name))

    def _module_attribute(self, module: object, name: str) -> object:
        namespace = objects.module_dict(module) or {}
        home = namespace.get("__name__")
        if home == "sys" and name == "platform":
            return Known(self.system.platform)
        if home == "os" and name == "name":
            return Known(self.system.os_name)
        return self._there(namespace, name, super()._module_attribute(module, name))

    def _there(self, namespace: dict[str, object], name: str, found: object) -> object:
        """The value that a global has there, if it is a constant here."""
        if not isinstance(found, Known) or not is_plain(found.value):
            return found
        flags, key = self.world.flags, (id(namespace), self.system.platform)
        if key not in flags:
            flags[key] = {}  # for modules that import each other
            for _ in range(_ROUNDS):  # flags that are computed from flags need another one
                flags[key] = _flags(self.world, namespace, self.system)
        return flags[key].get(name, found)


def _flags(world: World, namespace: dict[str, object], system: System) -> dict[str, object]:
    """The names to which the module's code gives another value there."""
    code = modules.code_of(namespace)
    if code is None:
        return {}
    here = Flow(code, Scope(world, namespace)).run()
    there = Flow(code, Elsewhere(world, namespace, system), here.graph).run()
    if here.leaving is None or there.leaving is None or not (here.complete and there.complete):
        return {}
    found = {name: there.leaving.names.get(name, UNKNOWN) for name in here.leaving.names}
    return {
        name: value for name, value in found.items() if not values.same(value, here.leaving.names[name])
    }
