"""Which module may an expression of a source file be, and whose dictionary?

    for node, scope in owners.nodes(tree):
        owners.modules(expression, scope)       {"settings"}: how code calls the modules that it may be
        owners.namespaces(expression, scope)    {OWN}: the same of the modules whose dictionary it may be

A module is known by the last part of a name: `pkg.settings`, `sys.modules["pkg.settings"]` and a variable
that holds one of them are all "settings" (the variable is called like itself, too). OWN is the module of
the file, "fill()" whatever the function `fill` is given, "" the owner of a dictionary of which nothing
else is known. Variables are followed as far as assignments in the same file go; nothing is executed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from smoke.rules.syntax import last

OWN = "<own>"
GIVEN = "()"  # ends what stands for the parameters of a function
SELF = frozenset(["self", "cls", "mcs"])
_DICTIONARIES = frozenset(["__dict__", "__globals__", "f_globals"])
_IMPORTS = frozenset(["import_module", "__import__"])
_MADE = frozenset(["__init__", "__new__"])  # methods to which a call of the class leads
_Function = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_Loop = (ast.For, ast.AsyncFor, ast.comprehension)
_Import = (ast.Import, ast.ImportFrom)
_Binding = (ast.Assign, ast.AnnAssign, ast.NamedExpr, *_Loop, *_Import, ast.Global)
_LEAVES = frozenset([ast.Name, ast.Constant, ast.Load, ast.Store, ast.Del, ast.Pass, ast.arg, ast.alias])


class Scope:
    """The variables of one function, or of the module's own level, and what they are bound to."""

    def __init__(self, function: str | None = None, outer: Scope | None = None) -> None:
        self.function = function  # how others call it; None at the module's own level
        self.outer = outer
        self.module: Scope = outer.module if outer else self
        self.parameters: set[str] = set()
        self.declared: set[str] = set()  # by `global`
        self.imports: dict[str, set[str]] = {}
        self.values: dict[str, list[ast.expr]] = {}
        # Of the whole file: what is assigned to attributes, and the last names of what may hold a dictionary.
        self.attributes: dict[str, list[tuple[Scope, ast.expr]]] = outer.attributes if outer else {}
        self.holders: set[str] = outer.holders if outer else set()

    @property
    def is_later(self) -> bool:
        """Whether code here runs after the import, and not only when a missing attribute is asked for."""
        scope: Scope | None = self
        while scope is not None and scope.function != "__getattr__":
            scope = scope.outer
        return self.outer is not None and scope is None

    def bind(self, target: ast.expr, value: ast.expr) -> None:
        """Note an assignment."""
        if isinstance(target, (ast.Tuple, ast.List)) and isinstance(value, (ast.Tuple, ast.List)):
            for one, other in zip(target.elts, value.elts, strict=False):
                self.bind(one, other)
        elif isinstance(target, ast.Name):
            home = self.module if target.id in self.declared else self
            home.values.setdefault(target.id, []).append(value)
        elif isinstance(target, ast.Attribute):
            self.attributes.setdefault(target.attr, []).append((self, value))
        if last(target) and self.may_be_dictionary(value):
            self.holders.add(last(target))

    def may_be_dictionary(self, node: ast.expr) -> bool:
        """Whether it is worth while to ask whose dictionary an expression is."""
        return any(_is_dictionary(each) or last(each) in self.holders for each in _alternatives(node))

    def home(self, name: str) -> Scope | None:
        """The scope that binds a variable."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.values or name in scope.parameters or name in scope.imports:
                return scope
            scope = scope.outer
        return None

    def given(self, name: str) -> set[str]:
        """What a variable is by an import or as a parameter."""
        home = self.home(name)
        if home is None:
            return set()
        # nobody calls `__get__` by its name
        is_given = name in home.parameters and home.function and not home.function.startswith("__")
        return home.imports.get(name, set()) | ({f"{home.function}{GIVEN}"} if is_given else set())

    def held(self, node: ast.expr) -> list[tuple[Scope, ast.expr]]:
        """What is assigned to a variable or an attribute."""
        if isinstance(node, ast.Attribute):
            return self.attributes.get(node.attr, [])
        name = last(node)
        home = self.home(name) if name else None
        return [(home, value) for value in home.values.get(name, ())] if home is not None else []


def nodes(tree: ast.AST) -> list[tuple[ast.AST, Scope]]:
    """The nodes, with the scope in which each is evaluated; a statement comes before what it consists of.

    Without plain names and constants.
    """
    found: list[tuple[ast.AST, Scope]] = []
    todo: list[tuple[ast.AST, Scope, str]] = [(tree, Scope(), "")]
    while todo:
        node, scope, owner = todo.pop()
        if isinstance(node, _Function):
            name = "" if isinstance(node, ast.Lambda) else node.name
            scope = Scope(owner if name in _MADE else name, scope)
            _bind_parameters(node.args, scope)
        found.append((node, scope))
        if isinstance(node, _Binding):
            _note(node, scope)
        inside = node.name if isinstance(node, ast.ClassDef) else owner
        children = [child for child in ast.iter_child_nodes(node) if type(child) not in _LEAVES]
        todo.extend((child, scope, inside) for child in reversed(children))
    return found


def modules(node: ast.expr, scope: Scope) -> set[str]:
    """The modules that an expression may be."""
    found: set[str] = set()
    for each, home in _values(node, scope):
        if isinstance(each, ast.Name):
            found |= {each.id, *home.given(each.id)} - SELF
        elif isinstance(each, ast.Attribute):
            found.add(each.attr)
        elif (name := _looked_up(each)) is not None:
            found |= named(name, home)
    return found


def namespaces(node: ast.expr, scope: Scope) -> set[str]:
    """The modules whose dictionary an expression may be; empty if it is no module's."""
    found: set[str] = set()
    for each, home in _values(node, scope) if scope.may_be_dictionary(node) else ():
        if isinstance(each, ast.Attribute) and each.attr in _DICTIONARIES:
            found |= {"", *(modules(each.value, home) if each.attr == "__dict__" else ())}
        elif isinstance(each, ast.Call) and last(each.func) == "vars":
            found |= {""}.union(*(modules(argument, home) for argument in each.args))
        elif isinstance(each, ast.Call) and last(each.func) == "globals":
            found.add(OWN)
    return found


def named(node: ast.expr, scope: Scope) -> set[str]:
    """The modules whose full name an expression may be."""
    found: set[str] = set()
    for each, home in _values(node, scope):
        if isinstance(each, ast.Name):
            found |= {OWN} if each.id == "__name__" else home.given(each.id)
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            found.add(each.value.rpartition(".")[2])
    return found


def _values(node: ast.expr, scope: Scope) -> Iterator[tuple[ast.expr, Scope]]:
    """An expression and all that is assigned to it or to that, each once, with its scope."""
    seen: set[int] = set()
    todo = [(scope, node)]
    while todo:
        scope, node = todo.pop()
        if id(node) not in seen:
            seen.add(id(node))
            for each in _alternatives(node):
                yield each, scope
                todo += scope.held(each)


def _note(node: ast.AST, scope: Scope) -> None:
    """Note what a statement binds."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            scope.bind(target, node.value)
    elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)) and node.value is not None:
        scope.bind(node.target, node.value)
    elif isinstance(node, _Loop):
        for each in _elements(node.iter):
            scope.bind(node.target, each)
    elif isinstance(node, _Import):
        for alias in node.names:
            scope.imports.setdefault(alias.asname or alias.name, set()).add(alias.name.rpartition(".")[2])
    elif isinstance(node, ast.Global):
        scope.declared.update(node.names)


def _bind_parameters(arguments: ast.arguments, scope: Scope) -> None:
    plain = [*arguments.posonlyargs, *arguments.args]
    every = [*plain, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    scope.parameters.update(each.arg for each in every if each is not None and each.arg not in SELF)
    given = [*zip(reversed(plain), reversed(arguments.defaults), strict=False)]
    for parameter, default in [*given, *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)]:
        if default is not None:
            scope.bind(ast.Name(parameter.arg), default)


def _elements(node: ast.expr) -> list[ast.expr]:
    """What a loop goes over, as far as it is written there; of a variable, itself."""
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        return node.elts
    return [node] if isinstance(node, ast.Name) else []


def _alternatives(node: ast.expr) -> Iterator[ast.expr]:
    """The expressions of which a conditional one has one; of a text that is put together, its end."""
    todo = [node]
    while todo:
        each = todo.pop()
        if isinstance(each, ast.IfExp):
            todo += [each.body, each.orelse]
        elif isinstance(each, ast.BoolOp):
            todo += each.values
        elif isinstance(each, ast.BinOp):
            todo.append(each.right)
        elif isinstance(each, (ast.NamedExpr, ast.FormattedValue)):
            todo.append(each.value)
        elif isinstance(each, ast.JoinedStr):
            todo += each.values[-1:]
        else:
            yield each


def _is_dictionary(node: ast.expr) -> bool:
    """`vars(x)`, `globals()`, `x.__dict__`."""
    if isinstance(node, ast.Call):
        return last(node.func) in ("vars", "globals")
    return isinstance(node, ast.Attribute) and node.attr in _DICTIONARIES


def _looked_up(node: ast.expr) -> ast.expr | None:
    """The name in `sys.modules[name]`, `sys.modules.get(name)`, `import_module(name)`."""
    if isinstance(node, ast.Subscript):
        return node.slice if last(node.value) == "modules" else None
    if not isinstance(node, ast.Call) or not node.args:
        return None
    owner = node.func.value if isinstance(node.func, ast.Attribute) else node.func
    return node.args[0] if last(node.func) in _IMPORTS or last(owner) == "modules" else None
