"""Functions that bind names in a module which is not their own, and which only their caller knows.

    bound_by(codes, scope) -> {"pkg.helpers.declare": names, …}       None for names: any

    sys._getframe(1).f_globals[name] = value                the module of whoever calls
    setattr(sys.modules[cls.__module__], name, value)       a module that is computed

Such a function counts for a module whose code mentions it. Only the instructions are read: a variable
that gets such a namespace anywhere holds it, because that is often the default of a parameter
(`if namespace is None: namespace = …`).
"""

from __future__ import annotations

from types import CodeType, FunctionType

from . import loads, mentions, objects
from .decode import Op
from .graph import ATTRIBUTE_NAMES, Graph

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .scope import Scope

    Step = tuple[str, object]  # what an instruction does, and with what

_FRAME, _TABLE, _CONTENT = "f_globals", "modules", "__dict__"
_ITEM = 26  # PYVERSIONS: from 3.14 on `a[b]` is this BINARY_OP
_LOAD, _STORE, _GLOBAL, _CONSTANT = "load", "store", "global", "constant"
_ATTRIBUTE, _SUBSCRIPT, _SET_ITEM, _CALL = "attribute", "subscript", "set item", "call"
_DOES = {
    **dict.fromkeys(("LOAD_FAST", "LOAD_FAST_CHECK", "LOAD_FAST_BORROW", "LOAD_DEREF"), _LOAD),
    **dict.fromkeys(("STORE_FAST", "STORE_DEREF"), _STORE),
    **dict.fromkeys(("LOAD_GLOBAL", "LOAD_NAME"), _GLOBAL),
    **dict.fromkeys(ATTRIBUTE_NAMES, _ATTRIBUTE),
    **dict.fromkeys(("CALL", "CALL_FUNCTION", "CALL_METHOD"), _CALL),
    "LOAD_CONST": _CONSTANT,
    "BINARY_SUBSCR": _SUBSCRIPT,
    "STORE_SUBSCR": _SET_ITEM,
}
_QUIET = frozenset("NOP PUSH_NULL PRECALL CACHE COPY DUP_TOP ROT_TWO SWAP NOT_TAKEN RESUME".split())
_BIND_ONE, _BIND_ANY = ("setdefault", "__setitem__"), "update"
_AT_USE = ("__init__", "__new__", "__call__")  # the methods of a class that run when somebody uses it
_ARGUMENTS = 12  # steps in which the module and the name stand behind `setattr`


def bound_by(codes: Iterable[CodeType], scope: Scope) -> dict[str, frozenset[str] | None]:
    """What the functions that this code mentions bind in the modules of their callers."""
    found: dict[str, frozenset[str] | None] = {}
    for function in _mentioned(codes, scope.namespace):
        place = f"{function.__globals__.get('__name__')}.{function.__qualname__}"
        names = [name for each in loads.tree(function.__code__) for name in _bound(each)]
        if names and place not in found:
            found[place] = None if None in names else frozenset(each for each in names if each is not None)
    return found


def _mentioned(codes: Iterable[CodeType], namespace: dict[str, object]) -> Iterator[FunctionType]:
    """The functions that run when the code uses what it mentions."""
    for value in mentions.values(codes, namespace):
        is_class = objects.is_class(value)
        if is_class or type(value) is FunctionType:
            yield from (each for name, each in mentions.functions(value) if not is_class or name in _AT_USE)


def _bound(code: CodeType) -> Iterator[str | None]:
    """The names that this code object itself binds elsewhere; None where a name is computed."""
    names = code.co_names
    if _FRAME not in names and (_TABLE not in names or not {"setattr", _CONTENT, "vars"} & set(names)):
        return
    reader = _Reader(code)
    steps = reader.steps
    for at, (does, what) in enumerate(steps):
        if does == _SET_ITEM and reader.is_namespace(reader.before(at - 1)):
            yield _text(steps[at - 1])
        elif does == _ATTRIBUTE and what == _BIND_ANY and reader.is_namespace(at - 1):
            yield None
        elif does == _ATTRIBUTE and what in _BIND_ONE and reader.is_namespace(at - 1):
            yield _text(steps[at + 1])
        elif does == _GLOBAL and what == "setattr":
            yield from reader.set_behind(at)


class _Reader:
    """The steps of one code object, and its variables that hold a namespace or module which is computed."""

    def __init__(self, code: CodeType) -> None:
        self.steps = [step for op in Graph(code).ops if op.name not in _QUIET for step in _steps(op, code)]
        self._modules: set[object] = set()
        self._namespaces: set[object] = set()
        for holders, holds in ((self._modules, self.is_module), (self._namespaces, self.is_namespace)):
            for at, (does, what) in enumerate(self.steps):
                if does == _STORE and holds(at - 1):
                    holders.add(what)

    def before(self, at: int) -> int:
        """The step in front of the expression that ends at this one, as far as it is a simple one."""
        while at > 0 and self.steps[at][0] == _ATTRIBUTE:
            at -= 1
        return at - 1

    def is_namespace(self, at: int) -> bool:
        """Whether the expression that ends there is the namespace of a module that is computed."""
        does, what = self.steps[at] if at >= 0 else ("", None)
        if does == _ATTRIBUTE:
            return what == _FRAME or (what == _CONTENT and self.is_module(at - 1))
        if does == _CALL:
            called = self.steps[max(0, at - 6) : at]
            return (_GLOBAL, "vars") in called and self.is_module(at - 1)
        return does == _LOAD and what in self._namespaces

    def is_module(self, at: int) -> bool:
        """The same of a module: `sys.modules[name]`, where the name is computed and not `__name__`."""
        does, what = self.steps[at] if at >= 0 else ("", None)
        if does != _SUBSCRIPT:
            return does == _LOAD and what in self._modules
        key = self.steps[at - 1]
        table = self.steps[self.before(at - 1)]
        return table == (_ATTRIBUTE, _TABLE) and key[0] != _CONSTANT and key != (_GLOBAL, "__name__")

    def set_behind(self, at: int) -> Iterator[str | None]:
        """The name that a call of `setattr` binds, if it is in such a module."""
        for module in range(at + 1, min(at + _ARGUMENTS, len(self.steps) - 1)):
            if self.is_module(module):
                yield _text(self.steps[module + 1])
                return


def _steps(op: Op, code: CodeType) -> Iterator[Step]:
    """One step, or the two of an instruction that does two things (PYVERSIONS: from 3.13 on)."""
    parts = op.name.replace("_BORROW", "").split("_FAST_")
    if len(parts) == 2 and parts[1] in ("LOAD_FAST", "STORE_FAST"):
        for part, number in ((parts[0] + "_FAST", op.arg >> 4), (parts[1], op.arg & 15)):
            yield _DOES[part], code.co_varnames[number] if number < len(code.co_varnames) else None
    elif op.name == "BINARY_OP" and op.arg == _ITEM:
        yield _SUBSCRIPT, None
    else:
        yield _DOES.get(op.name, op.name), op.value


def _text(step: Step) -> str | None:
    """The text that a step loads, None if it loads something else."""
    does, what = step
    return what if does == _CONSTANT and type(what) is str else None
