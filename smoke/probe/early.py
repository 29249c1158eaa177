"""Parameters that only keep a global at hand: `def scan(text, _PY3=PY3)`.

The default is evaluated once, when the function is made, and nobody is meant to pass another
value: such a parameter is as good a guard as the global itself. What makes it one is that it
has the name of the global (underscores aside) and that very value. Only plain constants
count: they are what guards ask about.

    values(functions, code, scope) -> {number of the parameter: Known value}
"""

from __future__ import annotations

from types import CodeType, FunctionType

from .scope import Scope
from .values import UNKNOWN, Known, is_plain


def values(functions: list[FunctionType], code: CodeType, scope: Scope) -> dict[int, object]:
    """The parameters of the code whose value is known, as all functions made from it have them."""
    made = [each for each in functions if each.__code__ is code]
    found: dict[int, object] = {}
    for number, name in enumerate(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]):
        if made and _is_kept_by(made, code, number, name, scope):
            found[number] = Known(_default(made[0], code, number, name))
    return found


def _is_kept_by(
    functions: list[FunctionType], code: CodeType, number: int, name: str, scope: Scope
) -> bool:
    wanted = [_global(spelling, scope) for spelling in {name, name.strip("_")}]
    defaults = [_default(each, code, number, name) for each in functions]
    return all(
        default is not UNKNOWN and is_plain(default) and any(default is each for each in wanted)
        for default in defaults
    )


def _global(name: str, scope: Scope) -> object:
    return scope.namespace.get(name, scope.builtins.get(name, UNKNOWN))


def _default(function: FunctionType, code: CodeType, number: int, name: str) -> object:
    if number >= code.co_argcount:
        by_name: dict[str, object] | None = function.__kwdefaults__
        return (by_name or {}).get(name, UNKNOWN)
    given = function.__defaults__ or ()
    at = number - (code.co_argcount - len(given))
    return given[at] if at >= 0 else UNKNOWN
