"""Promises of `__all__` that the module does not keep: `undefined-export`."""

from __future__ import annotations

from smoke.model import Finding, Promise, Result, Severity
from smoke.rules import branches, hints, places, registry, tracebacks
from smoke.rules.checked import Checked

_RULE = "undefined-export"


def findings(result: Result, checked: Checked) -> list[Finding]:
    """One finding for each entry of `__all__` with which `from module import *` raises."""
    if result.names is None:
        return []
    values = [promise for promise in result.names.promises if promise.type is not None]
    named = [promise for promise in result.names.promises if promise.type is None]
    found = [_finding(promise, result, checked) for promise in named]
    return [*found, _finding(values[0], result, checked)] if values else found  # one mistake, however many


def _finding(promise: Promise, result: Result, checked: Checked) -> Finding:
    message, exception, help = _words(promise, result)
    in_a_branch = (
        promise.name is not None
        and promise.sequence is None
        and branches.binds(result.module.path, promise.name)
    )
    if in_a_branch:
        help = "it is bound in a branch that did not run to its end here"
    line, column, end = places.of_export(result.module.path, None if promise.sequence else promise.name)
    return Finding(
        _RULE,
        Severity.WARNING if in_a_branch else registry.severity(_RULE),
        checked.interpreter.id,
        result.module.name,
        message,
        name="__all__" if promise.sequence is not None else promise.name or "__all__",
        path=result.module.path,
        line=line,
        column=column,
        end_line=line if column is not None else None,
        end_column=end,
        help=help,
        exception=exception,
    )


def _words(promise: Promise, result: Result) -> tuple[str, str, str | None]:
    """(message, what `from module import *` raises, what to do)."""
    module = result.module.name
    if promise.sequence == "str":
        text = f"module '{module}' has no attribute '{promise.name}'"
        help = "write a list, or a comma before the parenthesis"
        return "__all__ is one string: each letter counts as a name", f"AttributeError: {text}", help
    if promise.name is not None:
        text = f"module '{module}' has no attribute '{promise.name}'"
        raised = tracebacks.one_line(promise.said or text, 300)
        names = result.names.exposed if result.names is not None else frozenset[str]()
        message = f"'{promise.name}' is in __all__, but the module has no such name"
        return message, f"AttributeError: {raised}", hints.close_in(promise.name, names)
    if promise.type is not None:
        text = f"Item in {module}.__all__ must be str, not {promise.type}"
        message = f"__all__ holds a value of type {promise.type}"
        return message, f"TypeError: {text}", "list the names as strings"
    kind = promise.sequence or "object"
    text = "dict is not a sequence" if kind == "dict" else f"'{kind}' object does not support indexing"
    return f"__all__ is no sequence but of type {kind}", f"TypeError: {text}", "use a list or a tuple"
