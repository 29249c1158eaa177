"""Foreign objects, read without their consent: none of their code runs.

The namespace of a module, the attributes and bases of a class are taken through the slots of
`type` and `ModuleType` themselves. Classes are compared by identity and never hashed: a
metaclass may define `__eq__`, and then they cannot be.
"""

from __future__ import annotations

import sys
from types import FunctionType, ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeGuard


def _getter(owner: type, name: str) -> Callable[[object], object]:
    descriptor: object = owner.__dict__[name]
    found: Callable[[object], object] = descriptor.__get__  # type: ignore[attr-defined]
    return found


_module_dict, _class_dict = _getter(ModuleType, "__dict__"), _getter(type, "__dict__")
_mro = _getter(type, "__mro__")
# What most values are: neither classes nor modules. Only a class without a metaclass may be looked up there.
_USUAL = frozenset(
    [str, int, float, bool, bytes, tuple, list, dict, set, frozenset, property, staticmethod, classmethod]
).union(map(type, [None, len, _getter, str.__add__, str.join, FunctionType.__code__]))
_LAZY = getattr(sys.modules.get("types"), "LazyImportType", None)  # PYVERSIONS: 3.15


def kind_of(value: object) -> type:
    """The class of a value if it can be looked up in a set (all builtin ones can), else `object`."""
    kind = type(value)
    return kind if type(kind) is type else object


def has_base(kind: type, base: type) -> bool:
    """Whether a class is `base` or derives from it, whatever its metaclass says."""
    return any(each is base for each in bases(kind))


def bases(kind: type) -> tuple[type, ...]:
    """The whole `__mro__` of a class."""
    found = _mro(kind)
    return found if type(found) is tuple else ()


def is_class(value: object) -> TypeGuard[type]:
    """True for classes of any metaclass (`isinstance` would ask the object for its `__class__`)."""
    kind = type(value)
    return kind is type or (not _is_usual(kind) and has_base(kind, type))


def is_module(value: object) -> bool:
    """True for modules and instances of subclasses of the module type."""
    kind = type(value)
    return kind is ModuleType or (not _is_usual(kind) and has_base(kind, ModuleType))


def _is_usual(kind: type) -> bool:
    return type(kind) is type and kind in _USUAL


def class_dict(kind: type) -> Mapping[str, object]:
    """The `__dict__` of a class."""
    found: Mapping[str, object] = _class_dict(kind)  # type: ignore[assignment]
    return found


def module_dict(value: object) -> dict[str, object] | None:
    """The namespace of a module; None of anything else."""
    found = _module_dict(value) if is_module(value) else None
    return found if type(found) is dict else None


def reads_plainly(module: object, name: str) -> bool:
    """Whether an attribute of the module comes from its namespace and from nowhere else."""
    for base in bases(type(module)):
        if base is ModuleType:
            return True
        if name in class_dict(base) or "__getattribute__" in class_dict(base):
            return False
    return False


def may_appear(module: object, namespace: dict[str, object]) -> bool:
    """Whether an attribute that is not in the namespace may be there all the same, or come.

    A package gets its submodules as attributes when somebody imports them.
    """
    return "__getattr__" in namespace or "__path__" in namespace or type(module) is not ModuleType


def is_lazy_import(value: object) -> bool:
    """True for a PEP 810 import that has not happened yet: present, but not what it will be."""
    return _LAZY is not None and type(value) is _LAZY


def is_accelerator(value: object, module: object) -> bool:
    """True for a class that is written in C and does not belong to the module of that name."""
    if not is_class(value) or value is object:
        return False
    content = class_dict(value)
    home = content.get("__module__")
    is_own = type(home) is str and home == module
    return not is_own and not any(type(each) is FunctionType for each in content.values())
