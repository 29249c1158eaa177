"""Which functions the functions of one module call, as far as their bytecode and the live objects say.

Collected only when somebody wants to know how a line is reached. What is called through a
global, an attribute of a module or class, a live instance or `self` is known exactly; of any
other attribute only the name is known. A function that is handed on without being called
(`serve(handler)`) is no call: whoever calls it then is outside. Nor is one that stands where no
way leads in the state after the import, behind `if sys.version_info < (3, 9)` or a module's flag.

    collect(live, name, path) -> [[first line, code name, qualified name, path, is property, CALLS], …]
    collect_unexecuted(name, path) -> the same from the source of a module that is only read

CALLS are `[line, module, first line, code name]` where the called code is known, else
`[line, name]` for a method, `[line, "@name"]` for an attribute that may be a property and
`[line, "=name"]` for a function or class of any module, where there are no live objects.
Nothing of the package runs: see `objects`.
"""

from __future__ import annotations

import functools
import sys
from types import CodeType, FunctionType, GetSetDescriptorType, MethodType

from . import called, modules, objects
from .decode import Op
from .flow import Flow
from .graph import Graph
from .live import Live
from .reach import functions_of, nested_name, plain_name
from .roots import Roots
from .scope import Scope, World

TYPE_CHECKING = False
if TYPE_CHECKING:
    Call = list[object]
    Caller = list[object]

_MODULES = sys.modules
_partial = functools.partial
_UNKNOWN = object()  # some value of which nothing is known
_FOREIGN = object()  # one that is not the package's: a constant, a builtin
_IS_FUNCTION = 0x02  # CO_NEWLOCALS: absent from class bodies
_DEPTH = 4  # wrappers around wrappers
_COMPREHENSIONS = ("<listcomp>", "<setcomp>", "<dictcomp>")  # part of their function from 3.12 on
_ATTRIBUTES = ("LOAD_ATTR", "LOAD_METHOD")
_ENTERED = {  # PYVERSIONS: what `with` and `async with` call
    "SETUP_WITH": ("__enter__", "__exit__"),
    "BEFORE_WITH": ("__enter__", "__exit__"),
    "BEFORE_ASYNC_WITH": ("__aenter__", "__aexit__"),
}
_MADE = ("__new__", "__init__", "__post_init__")  # by calling a class
# Names in conditions that are decided when a module has been imported; its own flags are others.
_DECIDED = frozenset(
    """
    version_info hexversion platform implementation byteorder maxsize maxunicode flags system machine
    os TYPE_CHECKING PY2 PY3 PYPY
    """.split()
)


def collect(live: Live, name: str, path: str | None) -> list[Caller]:
    """Every function of the module with its calls, in the order of the source."""
    found: dict[tuple[int, str, str], Caller] = {}
    for namespace in modules.namespaces(live, name, path):
        roots, scope = Roots(live, namespace), Scope(World(live), namespace)
        for code in roots.codes():
            qualname = roots.qualname(code, code.co_name)
            _add(code, qualname, _Surroundings(namespace, _owner(namespace, qualname), "", scope), found)
    return sorted(found.values(), key=lambda caller: caller[:3])  # type: ignore[no-any-return, unused-ignore]


def collect_unexecuted(name: str, path: str) -> list[Caller]:
    """The same for a module that is only read: of all that it calls, no more than the name is known."""
    module_code = modules.compiled(path)
    if module_code is None:
        return []
    found: dict[tuple[int, str, str], Caller] = {}
    around = _Surroundings({"__name__": name}, _UNKNOWN, "", None)
    for code, qualname in functions_of(module_code):
        if code.co_flags & _IS_FUNCTION:
            _add(code, qualname, around, found)
    return sorted(found.values(), key=lambda caller: caller[:3])  # type: ignore[no-any-return, unused-ignore]


class _Surroundings:
    """What a function's code stands in: its globals, its class and what its methods call `self`."""

    def __init__(
        self, namespace: dict[str, object], owner: object, self_name: str, scope: Scope | None
    ) -> None:
        self.namespace = namespace
        self.scope = scope  # None: the namespace is not the module's, which was never executed
        self.owner = owner  # the class, or _UNKNOWN
        self.self_name = self_name

    def inside(self, code: CodeType) -> _Surroundings:
        """The same for this code, which may have a first argument of its own."""
        if self.owner is _UNKNOWN or not code.co_argcount or self.self_name in code.co_freevars:
            return self
        return _Surroundings(self.namespace, self.owner, self.self_name or code.co_varnames[0], self.scope)


def _add(
    code: CodeType, qualname: str, around: _Surroundings, found: dict[tuple[int, str, str], Caller]
) -> None:
    key = (code.co_firstlineno, code.co_name, code.co_filename)
    if key in found:
        return
    around = around.inside(code)
    plain = plain_name(qualname)
    calls: list[Call] = []
    found[key] = [*key[:2], plain, key[2], _is_property(around.owner, code), calls]
    seen: set[tuple[object, ...]] = set()
    todo = [code]
    for each in todo:
        reading = _Reading(each, around)
        for call in reading.calls():
            if tuple(call[1:]) not in seen:  # the first line is enough
                seen.add(tuple(call[1:]))
                calls.append(call)
        for constant in each.co_consts:
            if type(constant) is CodeType and reading.makes(constant):
                if constant.co_name in _COMPREHENSIONS:
                    todo.append(constant)
                    continue
                name = _module_name(around.namespace)
                calls.append([constant.co_firstlineno, name, constant.co_firstlineno, constant.co_name])
                _add(constant, nested_name(qualname, each, constant), around, found)


class _Reading:
    """The instructions of one code object, followed for what is loaded and then called."""

    def __init__(self, code: CodeType, around: _Surroundings) -> None:
        self._code = code
        self._around = around
        graph = Graph(code)
        self._ops = graph.ops
        self._reached = _reached(graph, around.scope)
        self._imported: object = _UNKNOWN
        self._locals: dict[str, object] = {}  # names that this code imports
        self._found: list[Call] = []

    def calls(self) -> list[Call]:
        """What this code itself calls, in its order."""
        index = 0
        while index < len(self._ops):
            index = self._step(index)
        return self._found

    def makes(self, inner: CodeType) -> bool:
        """Whether some way leads to where this code makes the inner one."""
        return self._reached is None or any(self._ops[index].value is inner for index in self._reached)

    def _happens(self, index: int) -> bool:
        return self._reached is None or index in self._reached

    def _step(self, index: int) -> int:
        """Look at one instruction, and at the attributes taken from what it loads; the next to look at."""
        op = self._ops[index]
        if not self._happens(index):
            return index + 1
        if op.name in _ENTERED:
            self._found += [[self._line(op), name] for name in _ENTERED[op.name]]
        elif op.name in ("IMPORT_NAME", "IMPORT_FROM"):
            self._import(op, index)
        value = self._loaded(op)
        end = index
        while end + 1 < len(self._ops) and self._ops[end + 1].name in _ATTRIBUTES:
            end += 1
            last = end + 1 == len(self._ops) or self._ops[end + 1].name not in _ATTRIBUTES
            is_call = last and called.is_called(self._ops, index, end)
            value = self._attribute(value, self._ops[end], is_call, self._is_self(op) and end == index + 1)
        unexecuted = self._around.scope is None and op.name == "LOAD_GLOBAL"
        if unexecuted and called.is_called(self._ops, index, end):
            self._found.append([self._line(op), "=" + str(self._ops[end].value)])
        elif end == index and value is not _UNKNOWN and called.is_called(self._ops, index, index):
            self._note(op, value)
        return end + 1

    def _loaded(self, op: Op) -> object:
        """The value that an instruction loads, where it is known."""
        if op.name in ("LOAD_GLOBAL", "LOAD_NAME") and self._around.scope is None:
            return _UNKNOWN
        if op.name in ("LOAD_GLOBAL", "LOAD_NAME"):
            return self._around.namespace.get(str(op.value), _FOREIGN)
        if op.name in ("LOAD_CONST", "BUILD_STRING", "FORMAT_SIMPLE", "FORMAT_VALUE"):
            return _FOREIGN
        name = called.local(op, self._code)
        return _UNKNOWN if name is None else self._locals.get(name, _UNKNOWN)

    def _attribute(self, value: object, op: Op, is_call: bool, of_self: bool) -> object:
        """The attribute that `op` takes of a value; notes what that calls."""
        name = str(op.value)
        found = attribute(value, name)
        if found is _UNKNOWN and of_self and self._around.owner is not _UNKNOWN:
            found = class_attribute(self._around.owner, name)
        if value is _FOREIGN:
            return _FOREIGN
        if found is _UNKNOWN:
            if not name.startswith("__"):
                self._found.append([self._line(op), name if is_call else "@" + name])
        elif is_call or type(found) is property:
            self._note(op, found)
        return _UNKNOWN if type(found) is property else found

    def _note(self, op: Op, value: object) -> None:
        self._found += [[self._line(op), *each] for each in targets(value)]

    def _import(self, op: Op, index: int) -> None:
        """Know what an import inside the function binds, if it is loaded already."""
        if op.name == "IMPORT_NAME":
            level, names = self._ops[index - 2].value, self._ops[index - 1].value
            full = _absolute(str(op.value), level, self._around.namespace)
            self._imported = _MODULES.get(full if names else full.partition(".")[0], _UNKNOWN)
            value = self._imported
        else:
            value = attribute(self._imported, str(op.value))
        following = self._ops[index + 1]
        if following.name == "STORE_FAST":
            self._locals[str(following.value)] = value

    def _is_self(self, op: Op) -> bool:
        return bool(self._around.self_name) and called.local(op, self._code) == self._around.self_name

    def _line(self, op: Op) -> int:
        return op.line or self._code.co_firstlineno


def _reached(graph: Graph, scope: Scope | None) -> set[int] | None:
    """The instructions to which a way leads in the state after the import; None: nothing there is decided."""
    if scope is None or not any(_is_decided(name, scope) for name in graph.code.co_names):
        return None
    flow = Flow(graph.code, scope, graph).run()
    found: set[int] = set()
    flow.walk(lambda op, state: found.add(op.index))
    return found if flow.complete else None


def _is_decided(name: str, scope: Scope) -> bool:
    return name in _DECIDED or type(scope.namespace.get(name, _UNKNOWN)) in (bool, type(None))


def attribute(value: object, name: str) -> object:
    """The attribute as Python would find it, or _UNKNOWN; of instances also what their class has."""
    if value is _UNKNOWN or value is _FOREIGN:
        return value
    namespace = objects.module_dict(value)
    if namespace is not None:
        submodule = _MODULES.get(_module_name(namespace) + "." + name, _UNKNOWN)
        return namespace.get(name, submodule)
    if objects.is_class(value):
        return class_attribute(value, name)
    if value is None or type(value) is FunctionType:
        return _UNKNOWN
    found = _instance_dict(value).get(name, _UNKNOWN)
    return class_attribute(type(value), name) if found is _UNKNOWN else found


def class_attribute(kind: object, name: str) -> object:
    """What the class or one of its bases has under that name."""
    for base in objects.bases(kind):  # type: ignore[arg-type]
        content = objects.class_dict(base)
        if name in content:
            return content[name]
    return _UNKNOWN


def targets(value: object, depth: int = _DEPTH) -> list[list[object]]:
    """The code that runs when the value is called: `[module, first line, code name]`, wrapped ones too."""
    if depth == 0 or value is None or value is _UNKNOWN or value is _FOREIGN:
        return []
    kind = type(value)
    if kind is FunctionType:
        code: CodeType = value.__code__  # type: ignore[attr-defined]
        own = [_module_name(value.__globals__), code.co_firstlineno, code.co_name]  # type: ignore[attr-defined]
        inner = [value.__dict__.get("__wrapped__")]
        for cell in value.__closure__ or ():  # type: ignore[attr-defined]
            inner += _held(cell)
        return [own, *[found for each in inner for found in targets(each, depth - 1)]]
    if kind in (classmethod, staticmethod, MethodType):
        return targets(value.__func__, depth - 1)  # type: ignore[attr-defined]
    if kind is property:
        return targets(value.fget, depth - 1)  # type: ignore[attr-defined]
    if kind is _partial:
        return targets(value.func, depth - 1)  # type: ignore[attr-defined]
    if objects.is_class(value):
        made = [class_attribute(value, name) for name in _MADE]
    else:
        made = [_instance_dict(value).get("__wrapped__"), class_attribute(kind, "__call__")]
    return [found for each in made for found in targets(each, depth - 1)]


def _held(cell: object) -> list[object]:
    """The function in a cell of a closure, if there is one."""
    try:
        found = cell.cell_contents  # type: ignore[attr-defined]
    except ValueError:  # empty
        return []
    return [found] if type(found) in (FunctionType, MethodType) else []


def _instance_dict(value: object) -> dict[str, object]:
    """The attributes of an instance of an ordinary class, {} of anything else."""
    for base in objects.bases(type(value)):
        slot = objects.class_dict(base).get("__dict__")
        if type(slot) is GetSetDescriptorType:
            found = slot.__get__(value)
            return found if type(found) is dict else {}
    return {}


def _owner(namespace: dict[str, object], qualname: str) -> object:
    """The class that a method's qualified name says it is in, or _UNKNOWN."""
    first, *rest = qualname.split(".")[:-1] or [""]
    found = namespace.get(first, _UNKNOWN)
    for name in rest:
        found = class_attribute(found, name) if objects.is_class(found) else _UNKNOWN
    return found if objects.is_class(found) else _UNKNOWN


def _is_property(owner: object, code: CodeType) -> bool:
    found = class_attribute(owner, code.co_name) if owner is not _UNKNOWN else None
    return type(found) is property and type(found.fget) is FunctionType and found.fget.__code__ is code


def _module_name(namespace: dict[str, object]) -> str:
    found = namespace.get("__name__")
    return found if type(found) is str else ""


def _absolute(name: str, level: object, namespace: dict[str, object]) -> str:
    """The full name of what an import statement in this module names."""
    if type(level) is not int or level <= 0:
        return name
    package = namespace.get("__package__")
    parts = package.split(".") if type(package) is str else []
    above = ".".join(parts[: len(parts) - level + 1])
    return above + "." + name if name else above
