"""Who is right about lines of modules, by executing them: run by the checked interpreter.

    python truth.py       with the claims about each module on standard input, answers on standard output

    {"pkg.mod": [["module-attribute", 41, "float_", "numpy"], …]}
    {"pkg.mod": [{"verdict": "true", "place": [41, "float_"]}, …]}

A top-level package is imported once, its modules each in a fork of that process (`import a.b`
begins with `import a`), and each claim is tried in a fork of that:

* `module-attribute`: the expression `owner.name` of that line, in the module's globals and with what
  the function itself imports; * `deferred-import`: the import statement of that line; * `dunder-all`: `from
  MODULE import name`.

*true*: it raises AttributeError or ImportError. *false*: it does not, or the line is not reached (the
tests around it and the early returns before it are evaluated where they use no locals), or a `try`
around it catches the exception. *absent*: a distribution is not installed, so the import fails here and
in no complete environment; or a variable is None instead of the module. *later*: it raises in the state
after the import, but the package's own source sets that attribute (`module.name = …`, `global name`).
*unjudged*: not in a function, of a local variable, or nothing of that name stands there.
"""

from __future__ import annotations

import sys

del sys.path[0]  # the folder of this file is nothing that the module may import from

import ast  # noqa: E402 - the path comes first
import importlib  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import re  # noqa: E402
import signal  # noqa: E402
import types  # noqa: E402
from collections.abc import Callable, Iterator  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

PATIENCE = 120  # seconds for one module
ATTRIBUTE, IMPORT, EXPORT = "module-attribute", "deferred-import", "dunder-all"
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
LEAVES = (ast.Return, ast.Raise, ast.Continue, ast.Break)
ASKABLE = ("hasattr", "getattr", "isinstance", "issubclass", "callable", "len", "bool", "int", "str", "tuple")
CATCHES = {
    "AttributeError": ("AttributeError", "Exception", "BaseException"),
    "ImportError": ("ImportError", "ModuleNotFoundError", "Exception", "BaseException"),
}


class Unjudged(Exception):
    """The claim cannot be tried."""


class Site:
    """One module that was imported, with its source."""

    def __init__(self, name: str) -> None:
        self.module = importlib.import_module(name)
        self.space = vars(self.module)
        with open(str(self.module.__file__), "rb") as stream:
            self.tree = ast.parse(stream.read())
        self.parents: dict[ast.AST, ast.AST] = {}
        for node in ast.walk(self.tree):
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node

    def around(self, node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
        """(child, parent) from the node outwards."""
        while node in self.parents:
            yield node, self.parents[node]
            node = self.parents[node]

    def scope(self, node: ast.AST) -> ast.AST | None:
        """The innermost function whose body has the node."""
        for child, parent in self.around(node):
            if isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef)) and child in parent.body:
                return parent
            if isinstance(parent, ast.Lambda) and child is parent.body:
                return parent
        return None


def main() -> None:
    """Answer the claims of standard input."""
    asked: dict[str, list[list[object]]] = json.load(sys.stdin)
    answers = os.dup(1)
    os.dup2(2, 1)  # what the packages print is no answer
    found: dict[str, object] = {}
    for top in sorted({name.partition(".")[0] for name in asked}):
        below = {name: claims for name, claims in asked.items() if name.partition(".")[0] == top}
        found.update(forked(lambda top=top, below=below: of_package(top, below)) or {})
    nothing = {"verdict": "unjudged", "why": "no answer"}
    complete = {name: found.get(name) or [nothing] * len(claims) for name, claims in asked.items()}
    with os.fdopen(answers, "wb") as stream:
        stream.write(json.dumps(complete).encode())


def of_package(top: str, asked: dict[str, list[list[object]]]) -> dict[str, object]:
    """The answers about the modules of one top-level package."""
    try:
        importlib.import_module(top)
    except BaseException:  # each of its modules will say so
        pass
    return {
        name: forked(lambda name=name, claims=claims: of_module(name, claims))
        for name, claims in asked.items()
    }


def of_module(name: str, claims: list[list[object]]) -> list[object]:
    """The answers about one module."""
    signal.alarm(PATIENCE)
    try:
        site = Site(name)
    except BaseException as error:
        return [
            {"verdict": "unjudged", "why": f"the module does not import: {error!r}"[:200]} for _ in claims
        ]
    ended = {"verdict": "unjudged", "why": "the process ended"}
    return [forked(lambda claim=claim: tried(site, claim)) or ended for claim in claims]


def tried(site: Site, claim: list[object]) -> dict[str, object]:
    """The answer to one claim."""
    signal.alarm(PATIENCE // 4)  # a fork inherits no alarm
    try:
        return judge(site, *claim)  # type: ignore[arg-type]
    except Unjudged as reason:
        return {"verdict": "unjudged", "why": str(reason)}
    except BaseException as error:
        return {"verdict": "unjudged", "why": repr(error)[:200]}


def forked(work: Callable[[], Any]) -> Any:
    """What the work returns in a fork of this process, so that it changes nothing here; None if it ends."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        said = json.dumps(work()).encode()
        while said:
            said = said[os.write(writing, said) :]
        os._exit(0)  # threads and exit handlers of the package do not matter here
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        text = stream.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else None


def judge(site: Site, kind: str, line: int, name: str | None, module: str | None) -> dict[str, object]:
    """The verdict about one claim."""
    if kind == EXPORT:
        return about_export(site, str(name))
    if name is None or kind == IMPORT:
        return about_import(site, line, name, module)
    try:
        return about_attribute(site, line, name)
    except Unjudged:
        return about_import(site, line, name, module)  # mypy has the same words for both


def about_export(site: Site, name: str) -> dict[str, object]:
    """Whether `from module import *` trips over that name."""
    where = {"kind": EXPORT, "place": [0, name]}
    promised = site.space.get("__all__", ())
    if name not in promised:
        return {**where, "verdict": "false", "why": "it is not in __all__"}
    failed = raises(f"from {site.module.__name__} import {name}", {})
    if failed is None:
        return {**where, "verdict": "false", "why": "it works"}
    missing = [each for each in chain(failed) if isinstance(each, ModuleNotFoundError)]
    absent = any(is_absent(site, str(each.name)) for each in missing)
    return {**where, "verdict": "absent" if absent else "true", "why": str(failed)[:200]}


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and what it was raised from or during."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def about_attribute(site: Site, line: int, name: str) -> dict[str, object]:
    """Whether `owner.name` of that line raises."""
    nodes = [
        node
        for node in ast.walk(site.tree)
        if isinstance(node, ast.Attribute) and node.attr == name and line in (node.lineno, node.end_lineno)
    ]
    nodes = [node for node in nodes if isinstance(node.ctx, ast.Load) and is_chain(node)]
    if not nodes:
        raise Unjudged("no such attribute is read there")
    return worst([of_node(site, node, "AttributeError", node) for node in nodes], ATTRIBUTE, line, name)


def about_import(site: Site, line: int, name: str | None, module: str | None) -> dict[str, object]:
    """Whether an import of that line raises."""
    found = []
    for node in ast.walk(site.tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)) and node.lineno <= line <= (node.end_lineno or 0):
            for alias in node.names:
                if name is None or alias.name == name:
                    one: ast.stmt
                    if isinstance(node, ast.Import):
                        if module is not None and alias.name != module:
                            continue
                        one = ast.Import([alias])
                    else:
                        one = ast.ImportFrom(node.module, [alias], node.level)
                    found.append(of_node(site, node, "ImportError", one))
    if not found:
        raise Unjudged("no such import stands there")
    return worst(found, IMPORT, line, name or module)


def worst(verdicts: list[dict[str, object]], kind: str, line: int, name: str | None) -> dict[str, object]:
    """Of several places on a line: true if one of them is."""
    order = ("true", "later", "absent", "false", "unjudged")
    first = min(verdicts, key=lambda each: order.index(str(each["verdict"])))
    return {**first, "kind": kind, "place": [line, name]}


def of_node(site: Site, node: ast.AST, kind: str, tried: ast.AST) -> dict[str, object]:
    """The verdict about one expression or statement."""
    scope = site.scope(node)
    if scope is None:
        return {"verdict": "unjudged", "why": "runs at import, not in a function"}
    around = site.around(node)
    if any(isinstance(parent, ast.AnnAssign) and child is parent.annotation for child, parent in around):
        return {"verdict": "false", "why": "an annotation of a local, which is not evaluated"}
    names = {} if isinstance(tried, ast.stmt) else local_imports(site, node, tried)
    space = {**site.space, **names}
    if isinstance(tried, ast.expr):
        failed = raises(ast.unparse(tried), space)
    else:
        failed = raises(ast.unparse(tried), {**site.space})
    if failed is None:
        return {"verdict": "false", "why": "it works"}
    if not isinstance(failed, (AttributeError, ImportError)):
        return {"verdict": "unjudged", "why": repr(failed)[:200]}
    known = {key: value for key, value in space.items() if key in names or key not in locals_of(site, node)}
    why = unreached(site, node, known) or caught(site, node, scope, kind)
    if why:
        return {"verdict": "false", "why": why}
    if isinstance(failed, ModuleNotFoundError) and is_absent(site, str(failed.name)):
        return {"verdict": "absent", "why": str(failed)}
    if "'NoneType' object has no attribute" in str(failed):
        return {"verdict": "absent", "why": str(failed)}
    if isinstance(tried, ast.Attribute) and is_set_later(site, tried):
        return {"verdict": "later", "why": f"the package sets {ast.unparse(tried)}"}
    return {"verdict": "true", "why": str(failed)[:200]}


def is_set_later(site: Site, node: ast.Attribute) -> bool:
    """Whether a file of the package sets that attribute on something, or that global."""
    top = sys.modules[site.module.__name__.partition(".")[0]]
    files = [path for folder in getattr(top, "__path__", ()) for path in Path(folder).rglob("*.py")]
    files = files or [Path(str(site.module.__file__))]
    name = re.escape(node.attr)
    owner = ast.unparse(node.value).rpartition(".")[2]
    stored = rf"\b{re.escape(owner)}\.{name}\s*=[^=]|^\s*global\b.*\b{name}\b|setattr\(.*[\"']{name}[\"']"
    return any(
        re.search(stored, path.read_text(encoding="utf-8", errors="replace"), re.MULTILINE) for path in files
    )


def is_absent(site: Site, missing: str) -> bool:
    """True if what is missing is all of a distribution that could be installed."""
    top = missing.partition(".")[0]
    own = site.module.__name__.partition(".")[0]
    if "." in missing or top == own or top in sys.stdlib_module_names:
        return False
    return top not in REMOVED


REMOVED = frozenset(  # PYVERSIONS: modules that the standard library had once
    """ConfigParser Queue StringIO cStringIO urllib2 urlparse httplib cPickle Tkinter __builtin__ commands
    thread imp asynchat asyncore smtpd distutils new sets md5 sha popen2 exceptions binhex formatter parser
    symbol macpath HTMLParser Cookie cookielib xmlrpclib SimpleXMLRPCServer SocketServer
    BaseHTTPServer""".split()
)


def raises(code: str, space: dict[str, object]) -> BaseException | None:
    """What executing the code raises."""
    try:
        exec(compile(code, "<claim>", "exec"), space)
    except BaseException as error:
        return error
    return None


def local_imports(site: Site, node: ast.AST, chain: ast.AST) -> dict[str, object]:
    """What the functions around import under the name that the chain begins with."""
    root = chain
    while isinstance(root, ast.Attribute):
        root = root.value
    name = root.id if isinstance(root, ast.Name) else ""
    for _child, parent in site.around(node):
        if not isinstance(parent, SCOPES) or isinstance(parent, ast.Lambda):
            continue
        own = [each for each in ast.walk(parent) if site.scope(each) is parent or each is parent.args]
        imports = [each for each in own if isinstance(each, (ast.Import, ast.ImportFrom))]
        imports = [each for each in imports if name in bound(each)]
        arguments = {each.arg for each in ast.walk(parent.args) if isinstance(each, ast.arg)}
        stores = {each.id for each in own if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
        if name in arguments or (name in stores and not is_global(parent, name)):
            raise Unjudged(f"{name} is a local variable")
        if imports:
            space = {**site.space}
            for each in imports:
                if raises(ast.unparse(each), space) is not None:
                    raise Unjudged("an import of the function fails")
            return {name: space[name]}
    return {}


def locals_of(site: Site, node: ast.AST) -> set[str]:
    """The names that are locals of a function around."""
    found: set[str] = set()
    for _child, parent in site.around(node):
        if isinstance(parent, SCOPES):
            found |= {each.arg for each in ast.walk(parent.args) if isinstance(each, ast.arg)}
            names = [each for each in ast.walk(parent) if isinstance(each, ast.Name)]
            stores = {each.id for each in names if isinstance(each.ctx, ast.Store)}
            found |= {name for name in stores if not is_global(parent, name)}
    return found


def is_global(function: ast.AST, name: str) -> bool:
    return any(isinstance(each, ast.Global) and name in each.names for each in ast.walk(function))


def bound(node: ast.Import | ast.ImportFrom) -> set[str]:
    return {alias.asname or alias.name.partition(".")[0] for alias in node.names}


def is_chain(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def unreached(site: Site, node: ast.AST, space: dict[str, object]) -> str | None:
    """Why the place is not reached, if a test says so that can be evaluated."""
    for child, parent in site.around(node):
        if isinstance(parent, (ast.If, ast.IfExp)) and child is not parent.test:
            value = truth(parent.test, space)
            in_body = child is parent.body or (isinstance(parent.body, list) and child in parent.body)
            if value is not None and value is not in_body:
                return f"the test at line {parent.lineno} is {value}"
        if isinstance(parent, ast.BoolOp) and child in parent.values:
            stops = isinstance(parent.op, ast.Or)
            if any(truth(each, space) is stops for each in parent.values[: parent.values.index(child)]):
                return f"the test at line {parent.lineno} ends before it"
        if isinstance(parent, ast.ExceptHandler):
            attempt = site.parents[parent]
            if isinstance(attempt, ast.Try) and imports_fine(attempt, parent, site):
                return f"the imports in the try at line {attempt.lineno} work"
        for field in ("body", "orelse", "finalbody", "handlers"):
            block = getattr(parent, field, None)
            if isinstance(block, list) and child in block:
                for before in block[: block.index(child)]:
                    if isinstance(before, ast.If) and before.body and isinstance(before.body[-1], LEAVES):
                        if truth(before.test, space) is True:
                            return f"the test at line {before.lineno} leaves before it"
    return None


def imports_fine(attempt: ast.Try, handler: ast.ExceptHandler, site: Site) -> bool:
    """True if the handler is for imports and none of the body's imports fails."""
    imports = [each for each in attempt.body if isinstance(each, (ast.Import, ast.ImportFrom))]
    kinds = names_of(handler.type)
    if not imports or not (kinds & set(CATCHES["ImportError"]) or handler.type is None):
        return False
    space = {**site.space}
    return all(raises(ast.unparse(each), space) is None for each in imports)


def caught(site: Site, node: ast.AST, scope: ast.AST, kind: str) -> str | None:
    """Why the exception does not get out of the function, if something in it catches it."""
    for child, parent in site.around(node):
        if isinstance(parent, ast.Try) and child in parent.body:
            for handler in parent.handlers:
                wide = handler.type is None or names_of(handler.type) & set(CATCHES[kind])
                if wide and not (isinstance(handler.body[-1], ast.Raise) and handler.body[-1].exc is None):
                    return f"caught at line {handler.lineno}"
        if isinstance(parent, (ast.With, ast.AsyncWith)) and child in parent.body:
            for item in parent.items:
                if names_of(item.context_expr) & {"suppress", "raises", "assertRaises", "assertRaisesRegex"}:
                    return f"caught at line {parent.lineno}"
        if parent is scope:
            return None
    return None


def names_of(node: ast.AST | None) -> set[str]:
    """The last parts of the names in an expression."""
    found = set()
    for each in ast.walk(node) if node is not None else ():
        if isinstance(each, ast.Name):
            found.add(each.id)
        elif isinstance(each, ast.Attribute):
            found.add(each.attr)
    return found


def truth(test: ast.expr, space: dict[str, object]) -> bool | None:
    """Whether the test holds in this state; None if that depends on locals, or would call the package."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        value = truth(test.operand, space)
        return None if value is None else not value
    if isinstance(test, ast.BoolOp):
        decides = isinstance(test.op, ast.Or)
        values = [truth(each, space) for each in test.values]
        return decides if decides in values else None if None in values else not decides
    for each in ast.walk(test):
        if isinstance(each, ast.Call) and not is_askable(each.func, space):
            return None
        if isinstance(each, (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)):
            return None
    try:
        return bool(eval(compile(ast.Expression(test), "<test>", "eval"), dict(space)))
    except BaseException:
        return None


def is_askable(function: ast.expr, space: dict[str, object]) -> bool:
    if isinstance(function, ast.Name):
        return function.id in ASKABLE
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        owner = space.get(function.value.id)
        return isinstance(owner, types.ModuleType) and owner.__name__ in ("platform", "os", "sys", "typing")
    return isinstance(function, ast.Attribute) and function.attr == "startswith"


if __name__ == "__main__":
    main()
