"""Have import statements done nothing but find what was there? What their code has met is looked at again.

Each function raises Doubt where some code of a package may have run, or something may have been loaded.
"""

from __future__ import annotations

import sys
from _frozen_importlib import ModuleSpec, _resolve_name  # type: ignore[attr-defined]  # what `import` itself asks
from _frozen_importlib_external import _NamespacePath  # type: ignore[attr-defined]

from . import machinery

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` is not loaded before the checked import
    from types import CodeType
    from typing import Any

_modules, _Module, _type, _PATHS = sys.modules, type(sys), type, (list, tuple, _NamespacePath)
_LAZY_BITS = 2 if sys.version_info >= (3, 15) else 0  # PYVERSIONS: low bits say lazy and eager


class Doubt(Exception):
    """The proof fails."""


def demand(holds: object) -> None:
    """Go on if it does. Raises: Doubt."""
    if not holds:
        raise Doubt


def target(code: CodeType, argument: int, package: str, level: Any) -> str:
    """The dotted name that an import instruction asks for, from within `package`."""
    demand(not (_LAZY_BITS and argument & 3) and _type(level) is int)
    name = code.co_names[argument >> _LAZY_BITS]
    target: str = _resolve_name(name, package, level) if level else name
    return target


def imported(target: str, names: Any, inside: list[str]) -> object:
    """The module that an import without effect has put on the stack: everything was there."""
    found = ready(target)
    if not names:
        top = target.partition(".")[0]
        ready(top)
        return found if top == target else _modules[top]
    content = namespace_of(found)
    if "__path__" not in content:  # it is asked for that whenever somebody takes a name from it
        demand("__getattr__" not in content or machinery.is_outside(content["__getattr__"], inside))
    demand(all(map(content.__contains__, names)))
    return found


def attempted(target: str, names: Any) -> None:
    """The import that failed asked no module of the package for anything that was not there."""
    parts = target.split(".")
    for count in range(1, len(parts) + 1):
        above = ".".join(parts[:count])
        if above in _modules:
            content = search_below(above)
            demand("__getattr__" not in content or ("__path__" in content and count < len(parts)))
    demand(names is None or "*" not in names)


def search_below(name: str) -> dict[str, object]:
    """The namespace of a plain module, below which modules are looked for in the plain way."""
    content = namespace_of(ready(name))
    demand(_type(content.get("__path__", [])) in _PATHS)
    return content


def ready(name: str) -> object:
    """A plain module that is loaded: nobody's code runs when it is imported again."""
    found = _modules[name]
    spec = namespace_of(found)["__spec__"]
    if spec is not None:
        demand(_type(spec) is ModuleSpec)
        demand(not object.__getattribute__(spec, "__dict__").get("_initializing"))
    return found


def namespace_of(module: Any) -> dict[str, object]:
    """The dictionary of a module that is of no class of its own."""
    demand(_type(module) is _Module)
    found: dict[str, object] = object.__getattribute__(module, "__dict__")
    return found
