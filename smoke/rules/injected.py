"""Which names does the source of the target put into builtins, and where?

`builtins._ip = shell`, `setattr(builtins, "_ip", shell)`, `builtins.__dict__["_ip"] = shell`,
`gettext.install("shop")`: once that code has run, every module has the name. So where another
module loads it, that is no name that nothing binds. Where the name is computed
(`setattr(builtins, name, value)`), every text of that file counts, and so does every text that is
given to the function in which it happens (`trap.add_builtin("_ip", shell)`), wherever it is called.

Contract: the source is read, never executed; a file that does not parse gives nothing. Read only
when there is a name to be explained, once for each set of files.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial

from smoke import sources, told
from smoke.dataclass import dataclass
from smoke.patterns import later
from smoke.rules import syntax

_MODULES = frozenset(["builtins", "__builtin__", "__builtins__"])
_TRANSLATES = ("gettext", "babel")  # whose `install` puts `_` into builtins, and more if told so
_WRITES = ("update", "setdefault", "__setitem__")
_NEAR = 100  # bytes around the word in which the rest of the expression stands
_WORD = r"(?<![A-Za-z0-9_])(?:__builtins?__|builtins)(?![A-Za-z0-9_])"
_STORE = r"\s*(?:[-+*/|&^%@<>]{0,2}=(?!=)|[:,)\]])"  # what may stand behind a place that is written
_READ = rf"\s*\[[^][\n]*\](?!{_STORE}|\s*in\b)"  # an item that is only looked up
_RENAMED = r"as\s+(?:\\|\w+\s*(?:[\r\n;#,)\\]|\Z))"  # not "builtins as well as" in a comment
_NAMESPACE = rf"\.\s*(?:\w+{_STORE}|__dict__\b(?!{_READ})|(?:{'|'.join(_WRITES)})\b)"
_WRITTEN = later(
    rf"{_WORD}(?!{_READ})\s*(?:{_NAMESPACE}|\[|{_RENAMED})"
    rf"|\b(?:vars|setattr)\s*\(\s*[\w.]*{_WORD}\s*[,)]|=\s*[\w.]*{_WORD}\s*(?:[\n;#]|\Z)".encode()
)
_Function = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Put:
    """One place that puts a name into builtins."""

    path: str
    line: int
    function: str | None  # None: at the module's own level


def place(name: str, files: frozenset[str]) -> Put | None:
    """Where the files put that name into builtins: best at a module's own level; None if nowhere."""
    found = _puts(files).get(name, ())
    return min(found, key=lambda put: (put.function is not None, put.path, put.line), default=None)


@lru_cache(maxsize=4)
def _puts(files: frozenset[str]) -> dict[str, list[Put]]:
    found: dict[str, list[Put]] = {}
    fillers: set[str] = set()  # functions that put a name which they are given
    paths = sorted(files)
    for path, (texts,) in told.by_each(paths, (("puts into builtins", _told),)):
        for kind, *rest in (text.split(" ") for text in texts):
            fillers.update(rest if kind == "filler" else ())
            if kind == "put":
                _add(path, rest, found)
    names = frozenset(fillers)
    question = f"gives to {' '.join(sorted(names))}", partial(_given, names)
    for path, (texts,) in told.by_each(paths if names else (), (question,)):
        for text in texts:
            _add(path, text.split(" "), found)
    return found


def _add(path: str, place: Sequence[str], found: dict[str, list[Put]]) -> None:
    name, line, *function = place
    found.setdefault(name, []).append(Put(path, int(line), function[0] if function else None))


def _told(path: str) -> Iterator[str]:
    """ "put _ip 7 start" for each place of a file, and "filler add_builtin" for each such function."""
    if _is_worth_parsing(sources.read(path) or b""):
        reading = _Reading(path)
        reading.read()
        yield from (f"put {_spelled(name, put)}" for name, put in reading.found if name.isidentifier())
        yield from (f"filler {name}" for name in sorted(reading.fillers))


def _given(functions: frozenset[str], path: str) -> Iterator[str]:
    """ "_ip 7 start" for each name that a file gives to these functions."""
    data = sources.read(path) or b""
    if any(_is_called(each.encode(), data) for each in functions):
        yield from (_spelled(name, put) for name, put in _given_to(functions, path))


def _spelled(name: str, put: Put) -> str:
    return " ".join(filter(None, (name, str(put.line), put.function)))


def _is_worth_parsing(data: bytes) -> bool:
    """False if no line of the source can put anything into builtins: most that speak of them only read."""
    if b"install" in data and any(each.encode() in data for each in _TRANSLATES):
        if _is_called(b"install", data):
            return True
    places = sources.occurrences(data, b"builtin")
    return any(_WRITTEN.search(data, max(0, place - _NEAR), place + _NEAR) for place in places)


def _is_called(name: bytes, data: bytes) -> bool:
    return name in data and re.search(name + rb"\s*\(", data) is not None


class _Reading:
    """What one file puts into builtins."""

    def __init__(self, path: str) -> None:
        self.found: list[tuple[str, Put]] = []
        self.fillers: set[str] = set()
        self._path = path
        self._tree = syntax.tree(path)
        self._aliases, self._translates = set(_MODULES), False

    def read(self) -> None:
        """Fill `found` and `fillers`."""
        if self._tree is None:
            return
        for node in ast.walk(self._tree):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                self._import(node)
        computed = False
        for node, function in _with_functions(self._tree, None):
            for name in self._names(node):
                put = Put(self._path, getattr(node, "lineno", 1), function)
                if name is not None:
                    self.found.append((name, put))
                    continue
                if function is not None:
                    self.fillers.add(function.rpartition(".")[2])
                if not computed:
                    self.found += [(text, put) for text in _texts(self._tree)]
                computed = True

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        origin = (node.module or "") if isinstance(node, ast.ImportFrom) else ""
        for alias in node.names:
            if alias.name in _MODULES and alias.asname:
                self._aliases.add(alias.asname)
            if (origin or alias.name).partition(".")[0] in _TRANSLATES:
                self._translates = True

    def _names(self, node: ast.AST) -> Iterator[str | None]:
        """The names that a node puts into builtins; None for a computed one."""
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            if syntax.last(node.value) in self._aliases:
                yield node.attr
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            if self._is_namespace(node.value):
                yield syntax.text(node.slice)
        elif isinstance(node, ast.Call):
            yield from self._by_call(node)
        elif isinstance(node, ast.Assign) and self._is_namespace(node.value):
            # names = builtins.__dict__
            self._aliases |= {syntax.last(target) for target in node.targets} - {""}

    def _by_call(self, node: ast.Call) -> Iterator[str | None]:
        called = syntax.last(node.func)
        if called == "setattr" and len(node.args) > 1 and syntax.last(node.args[0]) in self._aliases:
            yield syntax.text(node.args[1])
        elif called in _WRITES and isinstance(node.func, ast.Attribute):
            if self._is_namespace(node.func.value):
                yield from (keyword.arg for keyword in node.keywords)
                yield from (syntax.text(key) for each in node.args[:1] for key in _keys(each))
        elif called == "install" and self._translates:
            yield from ("_", *(text for each in node.keywords for text in _texts(each.value)))

    def _is_namespace(self, node: ast.expr) -> bool:
        """`builtins.__dict__`, `vars(builtins)`, `__builtins__`, or a variable that holds one of them."""
        if isinstance(node, ast.Call):
            of = [syntax.last(each) for each in node.args]
            return syntax.last(node.func) == "vars" and len(of) == 1 and of[0] in self._aliases
        if isinstance(node, ast.Attribute) and node.attr == "__dict__":
            return syntax.last(node.value) in self._aliases
        return syntax.last(node) in self._aliases


def _given_to(functions: Iterable[str], path: str) -> Iterator[tuple[str, Put]]:
    """The texts that a file gives to these functions."""
    tree = syntax.tree(path)
    for node, function in _with_functions(tree, None) if tree is not None else ():
        if isinstance(node, ast.Call) and syntax.last(node.func) in functions:
            for each in (*node.args, *(keyword.value for keyword in node.keywords)):
                for text in _texts(each):
                    yield text, Put(path, node.lineno, function)


def _with_functions(node: ast.AST, function: str | None) -> Iterator[tuple[ast.AST, str | None]]:
    """Every node with the qualified name of the function that it stands in."""
    for child in ast.iter_child_nodes(node):
        yield child, function
        if isinstance(child, _Function):
            yield from _with_functions(child, f"{function}.{child.name}" if function else child.name)
        elif isinstance(child, ast.Lambda):
            yield from _with_functions(child, f"{function}.<lambda>" if function else "<lambda>")
        else:
            yield from _with_functions(child, function)


def _keys(node: ast.expr) -> Iterator[ast.expr | None]:
    if isinstance(node, ast.Dict):
        yield from node.keys
    else:
        yield node


def _texts(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value.isidentifier():
            yield each.value
