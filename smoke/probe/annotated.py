"""Names in annotations that do not exist: the facts behind the rule `unresolved-annotation`.

    examine(live, name, path, everything) -> ([LOAD, …], [BINDING, …])

An annotation that is text (quoted, or all of them under `from __future__ import annotations`) or that
Python 3.14 evaluates on demand is looked up later, by `typing.get_type_hints` or a library that builds on
it. Nothing is evaluated here: texts are compiled, and the names that the code loads are looked for where
they would be. What a function cannot know (the locals around a nested one) counts as found.

Not `everything`: without the names that the module's own level mentions, under TYPE_CHECKING above all. To
find out how it binds these costs more than all the rest.

A module whose texts are no expressions uses annotations for something else, and is left alone.
"""

from __future__ import annotations

import dis
import re
from types import CodeType, FunctionType

from . import bindings, loads, modules, objects, restraint, touched
from .live import Live
from .roots import Roots
from .scope import Scope, World, builtins_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Load = dict[str, object]
    Found = tuple[list[Load], list[dict[str, object]]]

_WORD = re.compile(r"(?<![\w.\"'])[^\W\d]\w*")
# Of such texts the compiler says nothing but that they are no expressions; most are names, dots and brackets.
_SILENT = re.compile(r"[\w\s.,|\[\]\"']*", re.ASCII)
_ODD = re.compile(r"\bis\b|\b\d[\w.]*[a-zA-Z_.]|(?:[\]\"'\d]|None|True|False)\s*\[")
_ANNOTATIONS = FunctionType.__dict__["__annotations__"].__get__  # noqa: RUF063 - the slot, not its value
_ANNOTATE = getattr(FunctionType.__dict__.get("__annotate__"), "__get__", None)  # PYVERSIONS: 3.14
_ON_DEMAND = _ANNOTATE is not None
_IN_CLASS = "__annotate_func__" if _ON_DEMAND else "__annotations__"
_IN_MODULE = "__annotate__" if _ON_DEMAND else "__annotations__"
_LOCAL = "<locals>"
_OPTIMIZED = 0x01  # CO_OPTIMIZED: code of a function
_GENERATED = "<"  # begins the file name of code that `exec` has made
_compile, _LIMIT = compile, 10_000  # characters of one annotation


def examine(live: Live, name: str, path: str | None, everything: bool) -> Found:
    """Each name once for each function or class that has it in an annotation, and how the module binds it."""
    found: list[Load] = []
    bound: list[dict[str, object]] = []
    for namespace in modules.namespaces(live, name, path):
        section = _Section(live, namespace, path or modules.origin(namespace))
        loads_here = section.loads(everything)
        found += loads_here
        bound += section.bindings({str(load["name"]) for load in loads_here})
    return found, bound


class _NoTypes(Exception):
    """The texts of this module are no expressions."""


class _Section:
    """One namespace with its functions and classes."""

    def __init__(self, live: Live, namespace: dict[str, object], path: str) -> None:
        self._live, self._namespace, self._path = live, namespace, path
        self._known = builtins_of(namespace)
        self._read: Roots | None = None
        self._names: dict[str, frozenset[str]] = {}  # of texts that were compiled
        self._plain: dict[str, bool] = {}  # of all texts

    def loads(self, everything: bool) -> list[Load]:
        """A load for each name that is not there."""
        try:
            found = list(self._owners())
        except _NoTypes:
            return []
        if not everything:
            mentioned_there = touched.names_at_module_level(self._path)
            found = [load for load in found if load["name"] not in mentioned_there]
        module = self._roots.module_code() if found else None
        if module is None:
            return found
        mentioned = _in_class_bodies(module)
        if not everything:
            mentioned.update(module.co_names)
        written = {text for each in loads.tree(module) for text in _texts_of(each.co_consts)}
        return [
            load
            for load in found
            if load["name"] not in mentioned and not self._elsewhere(str(load["name"]), written)
        ]

    def _elsewhere(self, name: str, written: set[str]) -> bool:
        """True for a name of texts that the code does not hold: the value of an alias from another module."""
        texts = [text for text, names in self._names.items() if name in names]
        return bool(texts) and written.isdisjoint(texts)

    def bindings(self, names: set[str]) -> list[dict[str, object]]:
        """How the module's code treats these names."""
        if not names:
            return []
        roots = self._roots
        scope = Scope(World(self._live), self._namespace)
        codes = [(code, roots.qualname(code, code.co_name)) for code in roots.codes()]
        found = bindings.gather(roots.module_code(), scope, names, codes)
        return [found[each].record() for each in sorted(found)]

    @property
    def _roots(self) -> Roots:
        """Made only where a name is missing."""
        if self._read is None:
            self._read = Roots(self._live, self._namespace)
        return self._read

    def _owners(self) -> Iterator[Load]:
        module = self._namespace.get("__name__")
        yield from self._texts(self._namespace.get(_IN_MODULE), "<module>", 1, ())
        for owner, line in self._classes(module):
            content = objects.class_dict(owner)
            scopes = [content, _type_parameters(content.get("__type_params__"))]
            qualname = str(type.__dict__["__qualname__"].__get__(owner))
            yield from self._texts(content.get(_IN_CLASS), qualname, line, scopes)
        for function in self._live.functions(self._namespace):
            if _is_own(function, module):
                yield from self._of_function(function)

    def _of_function(self, function: FunctionType) -> Iterator[Load]:
        code, qualname = function.__code__, function.__qualname__
        annotations = _ANNOTATE(function) if _ANNOTATE is not None else _ANNOTATIONS(function)
        if not annotations or _LOCAL in qualname or self._is_plain(annotations):
            return
        parameters = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount + 2]
        if not _ON_DEMAND and not all(each == "return" or each in parameters for each in annotations):
            return  # somebody has written them by hand
        scopes = [*self._around(qualname), _type_parameters(getattr(function, "__type_params__", ()))]
        yield from self._texts(annotations, qualname, code.co_firstlineno, scopes)

    def _is_plain(self, annotations: object) -> bool:
        """Whether there are no texts but those whose every word is there."""
        return type(annotations) is dict and not any(
            type(text) is str and not self._knows(text) for text in list(annotations.values())
        )

    def _around(self, qualname: str) -> list[Mapping[str, object]]:
        """The dictionaries of the classes that a method is in: there its annotations were written."""
        found: list[Mapping[str, object]] = []
        content: Mapping[str, object] = self._namespace
        for part in qualname.split(".")[:-1]:
            owner = content.get(part)
            if not objects.is_class(owner):
                break
            content = objects.class_dict(owner)
            found += [content, _type_parameters(content.get("__type_params__"))]
        return found

    def _classes(self, module: object) -> Iterator[tuple[type, int]]:
        """The module's own classes, each with the first line of its body where that is known."""
        todo = [
            ("", name, value) for name, value in list(self._namespace.items()) if objects.is_class(value)
        ]
        seen: set[int] = set()
        for prefix, name, value in todo:
            if id(value) in seen:
                continue
            content = objects.class_dict(value)
            qualname = type.__dict__["__qualname__"].__get__(value)
            if content.get("__module__") == module and qualname == prefix + name:
                seen.add(id(value))
                line = content.get("__firstlineno__")  # PYVERSIONS: 3.13
                yield value, line if type(line) is int else 0
                inside = prefix + name + "."
                todo += [(inside, each, value) for each, value in content.items() if objects.is_class(value)]

    def _texts(
        self, annotations: object, owner: str, line: int, scopes: Iterable[Mapping[str, object]]
    ) -> Iterator[Load]:
        """The missing names of one function, class or module."""
        missing: dict[str, None] = {}
        for name in self._wanted(annotations):
            if name not in self._namespace and name not in self._known:
                if not any(name in scope for scope in scopes):
                    missing[name] = None
        for name in missing:
            yield {"name": name, "function": owner, "path": self._path, "line": line}

    def _wanted(self, annotations: object) -> Iterator[str]:
        """The names that the evaluation would load."""
        if type(annotations) is dict:
            for value in list(annotations.values()):
                if type(value) is str:
                    yield from self._of_text(value)
        elif isinstance(annotations, FunctionType) and type(annotations) is FunctionType:
            code = annotations.__code__
            for each in loads.tree(code):
                yield from loads.loaded(each)
            for text in _texts_in(code):
                yield from self._of_text(text)

    def _of_text(self, text: str) -> frozenset[str]:
        known = self._names.get(text)
        if known is None:
            known = self._names[text] = frozenset() if self._knows(text) else _compiled(text)
        return known

    def _knows(self, text: str) -> bool:
        """Whether every word of an annotation is a name that is there; remembered."""
        plain = self._plain.get(text)
        if plain is None:
            words = _WORD.findall(text) if len(text) <= _LIMIT else []
            plain = all(word in self._namespace or word in self._known for word in words)
            self._plain[text] = plain
        return plain


def _compiled(text: str) -> frozenset[str]:
    """The names that an annotation loads."""
    if not _SILENT.fullmatch(text) or _ODD.search(text):
        restraint.need("a compiled annotation")
    try:
        code = _compile(text.strip().lstrip("*"), "<annotation>", "eval", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise _NoTypes from None
    return frozenset(name for each in loads.tree(code) for name in loads.loaded(each))


def _texts_of(constants: tuple[object, ...]) -> Iterator[str]:
    """The texts among the constants of a code object; some versions keep annotations in tuples."""
    for each in constants:
        if type(each) is str:
            yield each
        elif type(each) is tuple and isinstance(each, tuple):
            yield from _texts_of(each)


def _in_class_bodies(module: CodeType) -> set[str]:
    """The names that bodies of classes mention: `if TYPE_CHECKING:` may stand there, too."""
    bodies = [each for each in loads.tree(module) if each is not module and not each.co_flags & _OPTIMIZED]
    return {name for each in bodies for name in each.co_names}


def _texts_in(code: CodeType) -> list[str]:
    """The annotations that code on demand only has as texts: all of them, or none."""
    operations = [each for each in dis.get_instructions(code) if each.opname != "EXTENDED_ARG"]
    texts = [each.argval for each in operations if each.opname == "LOAD_CONST" and type(each.argval) is str]
    made = [each.arg for each in operations if each.opname == "BUILD_MAP"]
    return texts[1::2] if made and made[-1] and len(texts) == 2 * made[-1] else []


def _is_own(function: FunctionType, module: object) -> bool:
    """False for what took its annotations from elsewhere: wrappers, and code that was generated."""
    if "__wrapped__" in function.__dict__ or function.__module__ != module:
        return False
    code = function.__code__
    return not code.co_filename.startswith(_GENERATED) and function.__name__ == code.co_name


def _type_parameters(parameters: object) -> dict[str, object]:
    """The names of the type parameters of a generic function or class.  # PYVERSIONS: 3.12"""
    if type(parameters) is not tuple:
        return {}
    return {each.__name__: each for each in parameters if type(each).__module__ == "typing"}
