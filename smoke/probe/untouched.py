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
from _frozen_importlib import ModuleSpec, _resolve_name  # type: ignore[attr-defined]  # what `import` itself asks
from _frozen_importlib_external import (  # type: ignore[attr-defined]
    SourceFileLoader,
    SourcelessFileLoader,
    _NamespacePath,
)
from opcode import opmap

from . import imports, machinery, surroundings, touched

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` is not loaded before the checked import
    from types import CodeType
    from typing import Any

_modules, _Module, _stderr = sys.modules, type(sys), sys.stderr
_BaseException, _ModuleNotFoundError, _type = BaseException, ModuleNotFoundError, type
_CAUSE, _CONTEXT, _TRACEBACK = (
    BaseException.__dict__[name] for name in ("__cause__", "__context__", "__traceback__")
)
_IMPORT_SYSTEM = [
    sys.modules[name].__dict__ for name in ("importlib", "_frozen_importlib", "_frozen_importlib_external")
]
_LOADERS, _PATHS = (SourceFileLoader, SourcelessFileLoader), (list, tuple, _NamespacePath)
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
_LAZY_BITS = 2 if sys.version_info >= (3, 15) else 0  # PYVERSIONS: low bits say lazy and eager


class _AtStart:
    """What was so before any code of the package ran."""

    hooks = 0
    shows: tuple[object, ...] = ()


class _Doubt(Exception):
    """The proof fails."""


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


def _prove(error: BaseException, before: imports.Before, inside: list[str]) -> None:
    _demand(_type(error) is _ModuleNotFoundError)
    _demand(_CAUSE.__get__(error) is None and _CONTEXT.__get__(error) is None)
    _demand(surroundings.is_plain() and not imports.is_monitored())
    _demand(touched.hooks() == _AtStart.hooks)
    _demand(sys.stderr is _stderr and all(map(_is_same, _shows(), _AtStart.shows)))
    _demand(before.is_still())
    _demand(machinery.is_own(inside))
    _prove_frames(error, inside)


def _prove_frames(error: BaseException, inside: list[str]) -> None:
    """Every frame is that of our call, of the import system, or of a module as the docstring above says."""
    tb, count = _TRACEBACK.__get__(error), 0
    _demand(tb is not None and tb.tb_frame.f_code is imports.hand_over_to.__code__)
    tb = tb.tb_next
    while tb is not None:
        namespace = tb.tb_frame.f_globals
        if not any(namespace is each for each in _IMPORT_SYSTEM):
            _prove_module(tb.tb_frame.f_code, namespace, tb.tb_lasti, inside)
            count += 1
        tb = tb.tb_next
    _demand(count > 0)


def _prove_module(code: CodeType, namespace: dict[str, object], last: int, inside: list[str]) -> None:
    _demand(_type(namespace) is dict and not code.co_flags & _OPTIMIZED and last < _LONGEST)
    spec, package = namespace["__spec__"], namespace["__package__"]
    _demand(_type(spec) is ModuleSpec and _type(package) is str)
    fields = object.__getattribute__(spec, "__dict__")
    _demand(_type(fields["loader"]) in _LOADERS and _type(fields["name"]) is str)
    above = fields["name"].rpartition(".")[0]
    if above:
        _search_below(above)
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
            _demand(code.co_names[argument] not in _ITS_OWN)
        elif op == _IMPORT_NAME:
            names, level = stack.pop(), stack.pop()
            stack.append(_imported(_target(code, argument, package, level), names, inside))
        elif op == _IMPORT_FROM:
            stack.append(_namespace(stack[-1])[code.co_names[argument]])
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
            _demand(op in _NOTHING or op == _PREFIX)
    _demand(raw[last] == _IMPORT_NAME)
    names, level = stack.pop(), stack.pop()
    _attempted(_target(code, raw[last + 1] | high, package, level), names)


def _target(code: CodeType, argument: int, package: str, level: Any) -> str:
    _demand(not (_LAZY_BITS and argument & 3) and _type(level) is int)
    name = code.co_names[argument >> _LAZY_BITS]
    target: str = _resolve_name(name, package, level) if level else name
    return target


def _imported(target: str, names: Any, inside: list[str]) -> object:
    """The module that an import without effect has put on the stack: everything was there."""
    found = _ready(target)
    if not names:
        top = target.partition(".")[0]
        _ready(top)
        return found if top == target else _modules[top]
    content = _namespace(found)
    if "__path__" not in content:  # it is asked for that whenever somebody takes a name from it
        _demand("__getattr__" not in content or machinery.is_outside(content["__getattr__"], inside))
    _demand(all(map(content.__contains__, names)))
    return found


def _attempted(target: str, names: Any) -> None:
    """The import that failed asked no module of the package for anything that was not there."""
    parts = target.split(".")
    for count in range(1, len(parts) + 1):
        above = ".".join(parts[:count])
        if above in _modules:
            content = _search_below(above)
            _demand("__getattr__" not in content or ("__path__" in content and count < len(parts)))
    _demand(names is None or "*" not in names)


def _search_below(name: str) -> dict[str, object]:
    """The namespace of a plain module, below which modules are looked for in the plain way."""
    content = _namespace(_ready(name))
    _demand(_type(content.get("__path__", [])) in _PATHS)
    return content


def _ready(name: str) -> object:
    """A plain module that is loaded: nobody's code runs when it is imported again."""
    found = _modules[name]
    spec = _namespace(found)["__spec__"]
    if spec is not None:
        _demand(_type(spec) is ModuleSpec)
        _demand(not object.__getattribute__(spec, "__dict__").get("_initializing"))
    return found


def _namespace(module: Any) -> dict[str, object]:
    _demand(_type(module) is _Module)
    found: dict[str, object] = object.__getattribute__(module, "__dict__")
    return found


def _shows() -> tuple[object, ...]:
    names = ("showwarning", "_showwarnmsg", "_showwarnmsg_impl")
    return tuple(warnings.__dict__.get(name) for name in names)


def _is_same(one: object, other: object) -> bool:
    return one is other


def _demand(holds: object) -> None:
    if not holds:
        raise _Doubt
