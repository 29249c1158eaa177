"""Which attributes does the source of the target set on something, anywhere in it?

`settings.debug = True`, `setattr(settings, "debug", True)`, `vars(settings)["debug"] = True`,
`patch("pkg.settings.debug", …)`: a name for which such a line exists counts as set, whatever the object
is, unless it is the first argument of a method. Where the name is computed (`setattr(settings, key,
value)`) all names of an object called like that count. The source is read, never executed; a file
that does not parse here is judged by its text.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from smoke import sources, told
from smoke.rules import syntax

_SETTERS = frozenset(["setattr", "__setattr__", "patch", "object", "setitem", "setdefault", "__setitem__"])
_OWN = ("self", "cls", "mcs")
_NEAR = 100  # bytes before `.update(` in which the object stands
_FAR = 400  # bytes before a name in quotes in which the call stands that sets it
_BY_TEXT = re.compile(
    rb"\b(?:" + b"|".join(each.encode() for each in sorted(_SETTERS)) + rb"|vars|globals)[\s\\]*\(|__dict__"
)
_STORE = re.compile(rb"\s*(?:[-+*/|&^%@<>]{0,2}=(?!=)|:|,|\)|\])")


@dataclass(frozen=True)
class Assignments:
    """The names that are set, and the objects on which computed names are."""

    names: frozenset[str]
    objects: frozenset[str]

    def sets(self, name: str, module: str, owner: str) -> bool:
        """Whether some code may set that name on a module, which the source calls `owner`."""
        return name in self.names or not called(module, owner).isdisjoint(self.objects)


def called(module: str, owner: str) -> set[str]:
    """What code that sets computed names of a module would call it; elsewhere it is `owner`."""
    return {module.rpartition(".")[2], owner.rpartition(".")[2]} - {""}


def of(files: Iterable[str], names: Collection[str], objects: Collection[str]) -> Assignments:
    """What the files set, of these names and on objects that are called like these."""
    found: dict[str, set[str]] = {"name": set(), "object": set()}
    worth_parsing = _sieve(names, objects)
    question = f"sets {' '.join(sorted(names))} or on {' '.join(sorted(objects))}"

    def read(path: str) -> Iterable[str]:
        return _told(path, names, objects) if worth_parsing(sources.read(path) or b"") else ()

    for path in files:
        if path.endswith((".py", ".pyw")):
            for kind, _, what in (text.partition(" ") for text in told.by(path, question, read)):
                found.setdefault(kind, set()).add(what)
    return Assignments(frozenset(found["name"]), frozenset(found["object"]))


def _told(path: str, names: Collection[str], objects: Collection[str]) -> list[str]:
    """ "name debug" and "object settings" for those of them that the file sets, or on which it does."""
    tree = syntax.tree(path)
    if tree is None:
        text = "\n".join(sources.lines(path))
        return [f"name {name}" for name in names if re.search(rf"\b{re.escape(name)}\b", text)]
    stores = set(_stores(tree))
    set_there = [f"name {name}" for name in sorted(names) if any(name == each for each, _ in stores)]
    return set_there + [f"object {owner}" for owner in sorted(objects) if (None, owner) in stores]


def _sieve(names: Collection[str], objects: Collection[str]) -> Callable[[bytes], bool]:
    """Tells from the bytes of a file whether it may set something, so that few files have to be parsed.

    Plain searches for the names and for `setattr`: a pattern with alternatives is 20 times slower.
    """
    plain = sorted(name.encode() for name in names)
    owners = rb"(?<![A-Za-z0-9_])(?:" + b"|".join(re.escape(each.encode()) for each in sorted(objects)) + b")"
    by_call = re.compile(rb"\s*\([^,(]*" + owners + rb"\s*,\s*[^\"'\s]")
    namespace = re.compile(owners + rb"\s*(?:\)|\.\s*__dict__)\s*\Z")

    def worth_parsing(data: bytes) -> bool:
        if any(_is_stored(data, name) or _is_text_of_setter(data, name) for name in plain):
            return True
        if any(by_call.match(data, place + 7) for place in sources.occurrences(data, b"setattr")):
            return True
        updates = sources.occurrences(data, b".update(")
        return any(namespace.search(data, max(0, place - _NEAR), place) for place in updates)

    return worth_parsing


def _is_stored(data: bytes, name: bytes) -> bool:
    """True for `.name =` and the like, but not in lines that are comments."""
    return any(
        data[place - 1 : place] == b"."
        and _STORE.match(data, place + len(name)) is not None
        and not data[data.rfind(b"\n", 0, place) + 1 : place].lstrip().startswith(b"#")
        for place in sources.occurrences(data, name)
    )


def _is_text_of_setter(data: bytes, name: bytes) -> bool:
    """True for the name at the end of a text in quotes, not far behind what sets names that are texts."""
    return any(
        data[place - 1 : place] in (b".", b'"', b"'")
        and data[place + len(name) : place + len(name) + 1] in (b'"', b"'")
        and _BY_TEXT.search(data, max(0, place - _FAR), place) is not None
        for place in sources.occurrences(data, name)
    )


def _stores(tree: ast.AST) -> Iterator[tuple[str | None, str]]:
    """(name, object) of each attribute that is set; None for a computed name."""
    added_to: set[ast.expr] = set()  # must be there already
    for node in ast.walk(tree):  # a statement comes before what it consists of
        if isinstance(node, ast.AugAssign):
            added_to.add(node.target)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, (ast.Store, ast.Del)):
            if _last(node.value) not in _OWN and node not in added_to:
                yield node.attr, _last(node.value)
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            if _is_namespace(node.value):
                yield _text(node.slice), _owner_of_namespace(node.value)
        elif isinstance(node, ast.Call):
            yield from _by_call(node)


def _by_call(node: ast.Call) -> Iterator[tuple[str | None, str]]:
    function = _last(node.func)
    if function == "update" and isinstance(node.func, ast.Attribute) and _is_namespace(node.func.value):
        yield None, _owner_of_namespace(node.func.value)
        yield from ((keyword.arg, "") for keyword in node.keywords if keyword.arg)
    if function not in _SETTERS or not node.args:
        return
    texts = [text for argument in node.args[:2] if (text := _text(argument)) is not None]
    yield from ((text.rpartition(".")[2], "") for text in texts)
    if function == "setattr" and not texts and _last(node.args[0]) not in _OWN:
        yield None, _last(node.args[0])


def _is_namespace(node: ast.expr) -> bool:
    """`vars(x)`, `globals()`, `x.__dict__`."""
    if isinstance(node, ast.Call):
        return _last(node.func) in ("vars", "globals")
    return isinstance(node, ast.Attribute) and node.attr == "__dict__"


def _owner_of_namespace(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        return _last(node.args[0]) if node.args else ""
    return _last(node.value) if isinstance(node, ast.Attribute) else ""


def _last(node: ast.expr) -> str:
    """The last name of a dotted expression, "" of anything else."""
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
