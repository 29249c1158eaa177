"""Has an import that failed left this process as it was? Then the next module may be imported in it.

    remember()                   before the checked import: what the interpreter and the probe have set up
    by(error, before, inside)    True if that is proven; whatever is unsure counts as touched

The proof goes through the traceback. What ran is the import system and the code of the modules in it, each
from its first instruction to an import, and nothing jumps on that way: constants, names stored in a
namespace that is gone with its module, imports of modules that were loaded already and of names that they
had. The last of these imports found nothing. `docs/planning.md` has the argument at length.
"""

from __future__ import annotations

import sys
import warnings
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import SourceFileLoader, SourcelessFileLoader
from opcode import opmap

from . import imports, machinery, surroundings, touched
from .done_imports import attempted, demand, imported, namespace_of, search_below, target

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` is not loaded before the checked import
    from types import CodeType
    from typing import Any

_stderr = sys.stderr
_BaseException, _ModuleNotFoundError, _type = BaseException, ModuleNotFoundError, type
_CAUSE, _CONTEXT, _TRACEBACK = (
    BaseException.__dict__[name] for name in ("__cause__", "__context__", "__traceback__")
)
_IMPORT_SYSTEM = [
    sys.modules[name].__dict__ for name in ("importlib", "_frozen_importlib", "_frozen_importlib_external")
]
_LOADERS = (SourceFileLoader, SourcelessFileLoader)
_OPTIMIZED = 0x03  # CO_OPTIMIZED and CO_NEWLOCALS: code of a function
_ITS_OWN = ("__name__", "__package__", "__spec__", "__path__", "__loader__", "__builtins__")
_LONGEST = 10_000  # bytes of code that are followed
# PYVERSIONS: instructions that do nothing but to the stack; those that a version lacks are left out.
_PREFIX, _IMPORT_NAME, _IMPORT_FROM = opmap["EXTENDED_ARG"], opmap["IMPORT_NAME"], opmap["IMPORT_FROM"]
_CONSTANT, _SMALL_INT = opmap["LOAD_CONST"], opmap.get("LOAD_SMALL_INT", -1)
_STORES, _POP = (opmap["STORE_NAME"], opmap["STORE_GLOBAL"]), opmap["POP_TOP"]
_COPIES = (opmap.get("DUP_TOP", -1), opmap.get("COPY", -1))
_ROTATE, _SWAP = opmap.get("ROT_TWO", -1), opmap.get("SWAP", -1)
_NOTHING = [opmap[name] for name in ("NOP", "RESUME", "CACHE", "SETUP_ANNOTATIONS") if name in opmap]
_BUILD = {  # how many values they take: so many for each of the argument, and so many more
    opmap[name]: counts
    for name, counts in (
        ("BUILD_TUPLE", (1, 0)),
        ("BUILD_LIST", (1, 0)),
        ("BUILD_SET", (1, 0)),
        ("BUILD_MAP", (2, 0)),
        ("BUILD_CONST_KEY_MAP", (1, 1)),
    )
    if name in opmap
}
_EXTEND = [opmap[name] for name in ("LIST_EXTEND", "SET_UPDATE", "DICT_UPDATE") if name in opmap]


class _AtStart:
    """What was so before any code of the package ran."""

    hooks = 0
    shows: tuple[object, ...] = ()


def remember() -> None:
    """The audit hooks and the functions that show warnings are ours or the interpreter's as they are now."""
    machinery.remember()
    _AtStart.hooks, _AtStart.shows = touched.hooks(), _shows()


def by(error: BaseException, before: imports.Before, inside: list[str]) -> bool:
    """True if the import that raised `error` has changed nothing that a later one could notice.

    The traceback, which would keep the module's namespace alive, is gone afterwards.
    """
    try:
        _prove(error, before, inside)
    except _BaseException:  # a doubt, or the package's audit hooks do not let us look
        return False
    _TRACEBACK.__set__(error, None)
    return True


def only_imports_run(inside: list[str]) -> bool:
    """True if nobody has arranged for code to run at what the interpreter does while it imports."""
    if not surroundings.is_plain() or imports.is_monitored() or touched.hooks() != _AtStart.hooks:
        return False
    if sys.stderr is not _stderr or not all(map(_is_same, _shows(), _AtStart.shows)):
        return False
    return machinery.is_own(inside)


def prove_loaded(namespace: dict[str, object]) -> tuple[str, str]:
    """The name and the package of a module that an ordinary loader has loaded. Raises: Doubt."""
    spec, package = namespace["__spec__"], namespace["__package__"]
    demand(_type(spec) is ModuleSpec and _type(package) is str)
    fields = object.__getattribute__(spec, "__dict__")
    demand(_type(fields["loader"]) in _LOADERS and _type(fields["name"]) is str)
    return fields["name"], str(package)


def _prove(error: BaseException, before: imports.Before, inside: list[str]) -> None:
    demand(_type(error) is _ModuleNotFoundError)
    demand(_CAUSE.__get__(error) is None and _CONTEXT.__get__(error) is None)
    demand(before.is_still())
    demand(only_imports_run(inside))
    _prove_frames(error, inside)


def _prove_frames(error: BaseException, inside: list[str]) -> None:
    """Every frame is that of our call, of the import system, or of a module as the docstring above says."""
    tb, count = _TRACEBACK.__get__(error), 0
    demand(tb is not None and tb.tb_frame.f_code is imports.hand_over_to.__code__)
    tb = tb.tb_next
    while tb is not None:
        namespace = tb.tb_frame.f_globals
        if not any(namespace is each for each in _IMPORT_SYSTEM):
            _prove_module(tb.tb_frame.f_code, namespace, tb.tb_lasti, inside)
            count += 1
        tb = tb.tb_next
    demand(count > 0)


def _prove_module(code: CodeType, namespace: dict[str, object], last: int, inside: list[str]) -> None:
    demand(_type(namespace) is dict and not code.co_flags & _OPTIMIZED and last < _LONGEST)
    name, package = prove_loaded(namespace)
    above = name.rpartition(".")[0]
    if above:
        search_below(above)
    _follow(code, package, last, inside)


def _follow(code: CodeType, package: Any, last: int, inside: list[str]) -> None:
    """Run the instructions up to the one that failed, on a stack of constants and modules."""
    raw, stack, high = code.co_code, [], 0  # type: bytes, list[Any], int
    for index in range(0, last, 2):
        op, argument = raw[index], raw[index + 1] | high
        high = argument << 8 if op == _PREFIX else 0
        if op == _CONSTANT:
            stack.append(code.co_consts[argument])
        elif op in _STORES:
            stack.pop()
            demand(code.co_names[argument] not in _ITS_OWN)
        elif op == _IMPORT_NAME:
            names, level = stack.pop(), stack.pop()
            stack.append(imported(target(code, argument, package, level), names, inside))
        elif op == _IMPORT_FROM:
            stack.append(namespace_of(stack[-1])[code.co_names[argument]])
        elif op == _POP:
            stack.pop()
        elif op in _COPIES and argument < 2:
            stack.append(stack[-1])
        elif op == _ROTATE or (op == _SWAP and argument == 2):
            stack[-2:] = stack[:-3:-1]
        elif op == _SMALL_INT:
            stack.append(argument)
        elif op in _BUILD:
            each, more = _BUILD[op]
            stack[len(stack) - each * argument - more :] = [None]
        elif op in _EXTEND:
            stack.pop()
        else:
            demand(op in _NOTHING or op == _PREFIX)
    demand(raw[last] == _IMPORT_NAME)
    names, level = stack.pop(), stack.pop()
    attempted(target(code, raw[last + 1] | high, package, level), names)


def _shows() -> tuple[object, ...]:
    names = ("showwarning", "_showwarnmsg", "_showwarnmsg_impl")
    return tuple(warnings.__dict__.get(name) for name in names)


def _is_same(one: object, other: object) -> bool:
    return one is other

