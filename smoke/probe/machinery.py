"""Is the import system still the interpreter's own, so that only it runs while modules are found and loaded?

    remember()           before any code of the package
    is_own(inside)       True if nothing of it was replaced, and no finder is code of the target

Code from outside the target may take part (the finders of setuptools, six or an editable installation): each
interpreter asks them, and like any outside module they do not know the target.
"""

from __future__ import annotations

import sys
from _operator import is_ as _is

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` is not loaded before the checked import
    from collections.abc import Collection
    from typing import Any

_modules, _type, _len, _all, _map = sys.modules, type, len, all, map
_FUNCTION, _MODULE = type(lambda: None), type.__dict__["__module__"].__get__
_OS = "posix" if "posix" in sys.builtin_module_names else "nt"
# What the import system consists of and calls.
_PARTS = ("_frozen_importlib", "_frozen_importlib_external", _OS, "_imp", "_io", "marshal")


class _AtStart:
    """Namespaces, with the values that they had."""

    values: tuple[tuple[Any, list[object]], ...] = ()
    bootstrap: object = None


def remember() -> None:
    """It is as the interpreter has made it now."""
    namespaces = [_modules[name].__dict__ for name in _PARTS]
    for namespace in namespaces[:2]:
        namespaces += [each.__dict__ for each in namespace.values() if _type(each) is _type(object)]
    _AtStart.values = tuple((each, list(each.values())) for each in namespaces)
    _AtStart.bootstrap = _modules["importlib"].__dict__["_bootstrap"]


def is_own(inside: Collection[str]) -> bool:
    """True if the package has neither changed it nor put code of its own into it."""
    if sys.modules is not _modules or _modules["importlib"].__dict__["_bootstrap"] is not _AtStart.bootstrap:
        return False
    for namespace, values in _AtStart.values:
        if _len(namespace) != _len(values) or not _all(_map(_is, namespace.values(), values)):
            return False
    lists, cache = (sys.meta_path, sys.path_hooks), sys.path_importer_cache
    if any(_type(each) is not list for each in (sys.path, *lists)) or _type(cache) is not dict:
        return False
    finders = (*lists[0], *lists[1], *cache.values())
    return _all(is_outside(each, inside) for each in finders)


def is_outside(what: Any, inside: Collection[str]) -> bool:
    """True if a function, a class or an object of a class is not the target's."""
    kind = _type(what)
    if kind is _FUNCTION:
        module = what.__globals__["__name__"]
    else:
        module = _MODULE(what if kind is _type(object) else kind)
    return _type(module) is str and module.partition(".")[0] not in inside
