"""What a call returns, where that follows from known values without calling anything of the package.

A few builtins are answered; a plain function of the package is followed by the same analysis
as the code that calls it (`_require_numpy()` that always raises here ends the caller too).
"""

from __future__ import annotations

import builtins
import os
import sys
from types import BuiltinFunctionType, FunctionType, ModuleType

from . import objects, values
from .scope import Scope, is_namespace
from .values import TEST, UNKNOWN, Bound, Known, Made, Sign

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` and `collections.abc` are not loaded before the checked import
    from collections.abc import Callable

    Follow = Callable[[object, list[object]], object]

NEVER = Sign("NEVER")  # the call does not return

_EXCEPTION = BaseException
_BUILTIN_TYPES = frozenset(
    [int, str, bytes, float, bool, tuple, list, dict, set, frozenset, type(None), ModuleType, FunctionType]
)
_uname = getattr(os, "uname", None)
_MODULES = sys.modules


def call(scope: Scope, callee: object, arguments: list[object], follow: Follow) -> object:
    """The value of `callee(*arguments)` (no keywords), NEVER, or UNKNOWN.

    `follow(function, arguments)` is asked about plain functions.
    """
    if isinstance(callee, Bound):
        return _method(scope, callee, arguments)
    if isinstance(callee, Known):
        kind = type(callee.value)
        if kind is BuiltinFunctionType or kind is type:
            answer = _BUILTINS.get(callee.value)
            if answer is not None:
                return answer(scope, arguments)
        elif kind is FunctionType:
            found = _platform(scope, callee.value)
            if found is UNKNOWN:
                found = follow(callee.value, arguments)
            if found is not UNKNOWN:
                return found
    return made(arguments)


def made(arguments: list[object]) -> object:
    """What is known of the result of any call: which exception classes it got."""
    classes = tuple(
        each.value
        for each in arguments
        if isinstance(each, Known)
        and objects.is_class(each.value)
        and objects.has_base(each.value, _EXCEPTION)
    )
    return Made(classes) if classes else UNKNOWN


def swallows(manager: object, raised: type) -> bool:
    """Whether `with manager:` was given a class that covers the exception (suppress, pytest.raises, …)."""
    return isinstance(manager, Made) and any(
        each is base for each in manager.classes for base in objects.bases(raised)
    )


def _method(scope: Scope, method: Bound, arguments: list[object]) -> object:
    owner, name = method.owner, method.name
    if owner is TEST:
        return NEVER
    if type(owner) is str:
        if all(isinstance(each, Known) and values.is_plain(each.value) for each in arguments):
            try:
                return Known(getattr(owner, name)(*[each.value for each in arguments]))  # type: ignore[attr-defined]
            except (TypeError, ValueError):
                return UNKNOWN
        return UNKNOWN
    if name == "get" and is_namespace(owner) and arguments:
        present = scope.contains(Known(owner), arguments[0])
        if present is values.TRUE:
            return scope.subscript(Known(owner), arguments[0])
        if present is values.FALSE:
            return arguments[1] if len(arguments) > 1 else values.NONE
    if name == "__contains__" and len(arguments) == 1:
        return scope.contains(Known(owner), arguments[0])
    if name == "keys" and is_namespace(owner):
        return Known(owner)  # only asked for `in`
    return UNKNOWN


def _hasattr(scope: Scope, arguments: list[object]) -> object:
    name = _text(arguments, 1)
    if name is None or len(arguments) != 2 or not _is_module(arguments[0]):
        return UNKNOWN
    return values.known(scope.has_attribute(arguments[0].value, name))  # type: ignore[attr-defined]


def _getattr(scope: Scope, arguments: list[object]) -> object:
    name = _text(arguments, 1)
    if name is None or not _is_module(arguments[0]):
        return UNKNOWN
    present = scope.has_attribute(arguments[0].value, name)  # type: ignore[attr-defined]
    if present is False and len(arguments) == 3:
        return arguments[2]
    return scope.attribute(arguments[0], name) if present else UNKNOWN


def _isinstance(scope: Scope, arguments: list[object]) -> object:
    if len(arguments) != 2 or not all(isinstance(each, Known) for each in arguments):
        return UNKNOWN
    value, classes = arguments[0].value, arguments[1].value  # type: ignore[attr-defined]
    wanted = classes if type(classes) is tuple else (classes,)
    if objects.kind_of(value) not in _BUILTIN_TYPES or not all(type(each) is type for each in wanted):
        return UNKNOWN
    return Known(any(each is base for each in wanted for base in objects.bases(type(value))))


def _callable(scope: Scope, arguments: list[object]) -> object:
    return Known(callable(arguments[0].value)) if _is_known(arguments) else UNKNOWN  # type: ignore[attr-defined]


def _bool(scope: Scope, arguments: list[object]) -> object:
    return values.known(values.truth(arguments[0])) if len(arguments) == 1 else UNKNOWN


def _len(scope: Scope, arguments: list[object]) -> object:
    if _is_known(arguments) and type(arguments[0].value) in (str, bytes, tuple, frozenset):  # type: ignore[attr-defined]
        return Known(len(arguments[0].value))  # type: ignore[attr-defined]
    return UNKNOWN


def _globals(scope: Scope, arguments: list[object]) -> object:
    return UNKNOWN if arguments else Known(scope.namespace)


def _vars(scope: Scope, arguments: list[object]) -> object:
    if len(arguments) == 1 and _is_module(arguments[0]):
        return Known(objects.module_dict(arguments[0].value))  # type: ignore[attr-defined]
    return UNKNOWN


def _never(scope: Scope, arguments: list[object]) -> object:
    return NEVER


def _platform(scope: Scope, function: object) -> object:
    """What `platform.system()` and the like say, asked of the system and not of the module."""
    namespace = objects.module_dict(_MODULES.get("platform"))
    if namespace is None or _uname is None:
        return UNKNOWN
    if function is namespace.get("system"):
        return Known(_uname().sysname if scope.system is None else scope.system.name)
    if function is namespace.get("machine"):
        return Known(_uname().machine)
    if function is namespace.get("python_implementation"):
        return Known("CPython")
    return UNKNOWN


def _text(arguments: list[object], at: int) -> str | None:
    if len(arguments) > at and isinstance(arguments[at], Known):
        text = arguments[at].value  # type: ignore[attr-defined]
        return text if type(text) is str else None
    return None


def _is_known(arguments: list[object]) -> bool:
    return len(arguments) == 1 and isinstance(arguments[0], Known)


def _is_module(value: object) -> bool:
    return isinstance(value, Known) and objects.is_module(value.value)


_BUILTINS = {
    builtins.hasattr: _hasattr,
    builtins.getattr: _getattr,
    builtins.isinstance: _isinstance,
    builtins.callable: _callable,
    builtins.bool: _bool,
    builtins.len: _len,
    builtins.globals: _globals,
    builtins.vars: _vars,
    sys.exit: _never,
    os._exit: _never,
    os.abort: _never,
}
