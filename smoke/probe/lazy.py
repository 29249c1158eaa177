"""Attributes of a module that are there only when somebody asks for them: what may still fail then.

    names(module) -> ["np", "read_csv", …]

That is a lazy import that has not happened yet (PEP 810, Python 3.15), and a name of `__all__` for which the
module's own `__getattr__` has to answer (as `lazy_loader` makes it), if that may be asked (`on_demand`).
Nothing is resolved here: whoever wants to know puts the question to another process.
"""

from __future__ import annotations

import sys

from . import objects, on_demand

_MODULES = sys.modules
_MOST = 500  # names of one module


def names(module: str) -> list[str]:
    """The names, sorted; none for what is no module."""
    namespace = objects.module_dict(_MODULES.get(module))
    if namespace is None:
        return []
    # In a function: at a module's own level to load such a value would resolve it.
    found = {name for name, value in list(namespace.items()) if objects.is_lazy_import(value)}
    promised = namespace.get("__all__")
    if "__getattr__" in namespace and type(promised) in (list, tuple):
        open_ones = [name for name in promised if type(name) is str and name not in namespace]  # type: ignore[attr-defined]
        if open_ones and on_demand.may_be_asked(namespace["__getattr__"]):
            found.update(open_ones)
    return sorted(name for name in found if type(name) is str)[:_MOST]
