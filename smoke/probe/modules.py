"""The dictionaries in which a module's code ran, and the code object itself.

All reading is done without the consent of what is read: module and spec are real ones or ignored.
"""

from __future__ import annotations

import os
import sys
from types import CodeType

from . import objects, restraint
from .live import Live

_MODULES = sys.modules
_SPEC = type(sys.__spec__)
_EXTERNAL = sys.modules["_frozen_importlib_external"]
_SOURCE_LOADER = _EXTERNAL.SourceFileLoader
_LOADERS = (_SOURCE_LOADER, _EXTERNAL.SourcelessFileLoader)
_SOURCE_SUFFIXES = (".py", ".pyw")
_samefile, _OSError = os.path.samefile, OSError


def namespaces(live: Live, name: str, path: str | None) -> list[dict[str, object]]:
    """Every dictionary that is or was the namespace of this module.

    A module may have put another object in its place in `sys.modules`; its functions still use
    the dictionary in which they were made, so that one counts too.
    """
    found: list[dict[str, object]] = []
    current = objects.module_dict(_MODULES.get(name))
    if current is not None and (
        live.functions(current) or origin(current).endswith((*_SOURCE_SUFFIXES, ".pyc"))
    ):
        found.append(current)
    for namespace in live.namespaces(name):
        if namespace is not current and (path is None or _is_file(origin(namespace), path)):
            found.append(namespace)
    return found


def origin(namespace: dict[str, object]) -> str:
    """The file of the module with this namespace, "" where it has none."""
    found: object = namespace.get("__file__")
    spec: object = namespace.get("__spec__")
    if type(found) is not str and isinstance(spec, _SPEC) and type(spec) is _SPEC:
        found = spec.origin
    return found if isinstance(found, str) else ""


def absolute(name: str, level: object, namespace: dict[str, object]) -> str | None:
    """The full name of what an import statement in this module names; None if it leads out of its package."""
    if type(level) is not int or level <= 0:
        return name if level == 0 else None
    package = namespace.get("__package__")
    if type(package) is not str:
        package = namespace.get("__name__")
        if type(package) is not str:
            return None
        package = package if "__path__" in namespace else package.rpartition(".")[0]
    parts = package.split(".")
    if not package or level > len(parts):
        return None
    above = ".".join(parts[: len(parts) - level + 1])
    return above + "." + name if name else above


def code_of(namespace: dict[str, object]) -> CodeType | None:
    """The code object of the module with this namespace; None where there is neither source nor bytecode."""
    spec: object = namespace.get("__spec__")
    if type(spec) is _SPEC and type(spec.loader) in _LOADERS:  # exact: a package's loader may do anything
        restraint.need("the module's code")
        try:
            found = spec.loader.get_code(spec.name)  # type: ignore[union-attr]
        except Exception:  # the file went away, or the package broke the import system
            found = None
        if isinstance(found, CodeType):
            return found
    return compiled(origin(namespace))


def compiled(path: str) -> CodeType | None:
    """The code object of a source file, from its bytecode where that is current; None without either."""
    if not path.endswith(_SOURCE_SUFFIXES):
        return None
    restraint.need("a compiled source")
    try:
        found = _SOURCE_LOADER("__main__", path).get_code("__main__")
    except Exception:  # unreadable, undecodable, not Python, too deep
        return None
    return found if isinstance(found, CodeType) else None


def _is_file(one: str, other: str) -> bool:
    if one == other:
        return True
    try:
        return _samefile(one, other)
    except _OSError:
        return False
