"""`import-warning` and `import-side-effect`: what an import does besides making a module.

Each thing stands at the line of the module that caused it. What was seen only by comparison (`sys.path`,
signal handlers, filters of warnings, the root logger) is told of a module whose own level has a line that can
have done it; where there is none, something did it that this module imports.
"""

from __future__ import annotations

from smoke import sources
from smoke.model import Effect, Finding, Result, Warned
from smoke.patterns import later
from smoke.rules import registry
from smoke.rules.checked import Checked

_VERBS = {
    "network": "uses the network: {}",
    "process": "starts a process: {}",
    "file": "changes files: {}",
    "thread": "{} that is still running",
    "cwd": "changes the current folder: {}",
    "environment": "changes the environment: {}",
    "sys.path": "changes sys.path",
    "signals": "sets a signal handler",
    "warning filters": "changes the filters of warnings",
    "root logger": "configures the root logger",
}
_CAUSES = {
    "thread": later(r"^\s{0,8}.*(?:\bstart\(|\bstart_new_thread\(|Executor\(|Pool\(|\bsubmit\()"),
    "sys.path": later(r"^\s{0,8}(?:sys\.path\b|path\.(?:append|insert|extend)\b|site\.addsitedir)"),
    "signals": later(r"^\s{0,8}[\w.]*\bsignal\("),
    "warning filters": later(r"^\s{0,8}[\w.]*\b(?:simplefilter|filterwarnings|resetwarnings)\("),
    "root logger": later(
        r"^\s{0,8}[\w.]*\b(?:basicConfig|dictConfig|fileConfig|captureWarnings|addHandler|setLevel)\("
    ),
}
_FUNCTION = later(r"(?:async\s+)?def\b|class\b")


def warnings(result: Result, checked: Checked) -> list[Finding]:
    """A finding for each warning, each place once."""
    found = dict.fromkeys(result.names.warned) if result.names is not None else ()
    return [_warning(one, result, checked) for one in found]


def effects(result: Result, checked: Checked) -> list[Finding]:
    """A finding for each effect that the module's own code has caused."""
    found = dict.fromkeys(result.names.effects) if result.names is not None else ()
    placed: dict[tuple[str, int], Effect] = {}  # what one line does in several steps is one effect
    for one in found:
        line = _line_of(one, result)
        if line is not None:
            placed.setdefault((one.kind, line), one)
    return [_effect(one, line, result, checked) for (_, line), one in placed.items()]


def _warning(one: Warned, result: Result, checked: Checked) -> Finding:
    message = f"{one.category}: {' '.join(one.message.split())}"
    return _finding(
        "import-warning", message, one.category, one.path, one.line, one.function, result, checked
    )


def _effect(one: Effect, line: int, result: Result, checked: Checked) -> Finding:
    path = one.path or result.module.path
    message = f"the import {_VERBS[one.kind].format(one.what)}"
    return _finding("import-side-effect", message, one.kind, path, line, one.function, result, checked)


def _line_of(one: Effect, result: Result) -> int | None:
    """Its line; of what was only compared, the first line at the module's own level that can have done it."""
    if one.line:
        return one.line
    if result.module.path is None:
        return None
    indented = None  # how far the function or class is indented whose body is passed over
    for number, text in enumerate(sources.lines(result.module.path), start=1):
        depth = len(text) - len(text.lstrip())
        if indented is not None and text.strip() and depth <= indented:
            indented = None
        if indented is None and _FUNCTION.match(text.lstrip()):
            indented = depth
        if indented is None and _CAUSES[one.kind].match(text):
            return number
    return None


def _finding(
    rule: str,
    message: str,
    name: str,
    path: str | None,
    line: int | None,
    function: str | None,
    result: Result,
    checked: Checked,
) -> Finding:
    return Finding(
        rule,
        registry.severity(rule),
        checked.interpreter.id,
        result.module.name,
        message,
        function=None if function in ("<module>", "") else function,
        name=name.replace(" ", "-"),
        path=path,
        line=line,
    )
