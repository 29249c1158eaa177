"""`unresolved-annotation`: a name in an annotation that cannot be looked up when somebody evaluates it.

A name that nothing binds is a warning of its own. Those that are there for type checkers only (or are bound
in a branch that did not run) are usual, and meant: one note for each module names them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from smoke import sources
from smoke.model import Binding, Finding, Load, Result, Severity
from smoke.rules import hints, positions
from smoke.rules.checked import Checked

_RULE = "unresolved-annotation"
_AHEAD = 400  # lines of a class or a function's head in which the name is looked for
_SHOWN = 8


def findings(result: Result, checked: Checked) -> list[Finding]:
    """A warning for each name that nothing binds, and a note for all the others."""
    facts = result.names
    if facts is None or not facts.annotations or not facts.confirmed:
        return []
    bindings = {binding.name: binding for binding in facts.annotated}
    nowhere: dict[str, Load] = {}
    elsewhere: dict[str, Load] = {}
    for load in facts.annotations:
        if load.name in checked.builtins:
            continue
        binding = bindings.get(load.name, Binding(load.name))
        if binding.dynamic or any(store.state == "function" for store in binding.stores):
            continue
        (elsewhere if binding.stores or binding.deletes else nowhere).setdefault(load.name, load)
    found = [_undefined(load, result, checked) for load in nowhere.values()]
    return [*found, *_noted(elsewhere.values(), bindings, result, checked)]


def _undefined(load: Load, result: Result, checked: Checked) -> Finding:
    message = f"'{load.name}' in an annotation is not defined"
    help = hints.for_name(load.name, load.function, load.path, result.module.name, checked)
    return _finding(load, load.name, message, Severity.WARNING, help, result, checked)


def _noted(
    loads: Iterable[Load], bindings: dict[str, Binding], result: Result, checked: Checked
) -> list[Finding]:
    ordered = sorted(loads, key=lambda load: load.name)
    if not ordered:
        return []
    names = [load.name for load in ordered]
    checking = all(store.state == "type-checking" for load in ordered for store in bindings[load.name].stores)
    why = (
        "only under TYPE_CHECKING" if checking else "only under TYPE_CHECKING or in branches that did not run"
    )
    message = f"annotations use names that exist {why}: {_listed(names)}"
    help = "typing.get_type_hints, and libraries that read annotations, raise NameError here"
    first = min(ordered, key=lambda load: (load.line, load.name))
    name = names[0] if len(names) == 1 else None
    return [_finding(first, name, message, Severity.NOTE, help, result, checked)]


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _finding(
    load: Load,
    name: str | None,
    message: str,
    severity: Severity,
    help: str | None,
    result: Result,
    checked: Checked,
) -> Finding:
    line = _line(load)
    columns = positions.of_token(load.path, line, load.name)
    return Finding(
        _RULE,
        severity,
        checked.interpreter.id,
        result.module.name,
        message,
        function=None if load.function == "<module>" else load.function,
        name=name,
        path=load.path,
        line=line,
        column=columns[0] if columns else None,
        end_line=line if columns else None,
        end_column=columns[1] if columns else None,
        help=help,
        exception=f"NameError: name '{name}' is not defined" if name else None,
    )


def _line(load: Load) -> int:
    """The first line from the owner's on that has the name behind a colon or an arrow."""
    lines = sources.lines(load.path)
    start = max(load.line, 1)
    if load.line == 0:  # a class of which only the name is known
        heading = re.compile(rf"\s*class\s+{re.escape(load.function.rpartition('.')[2])}\b")
        start = next((n for n, text in enumerate(lines, start=1) if heading.match(text)), 1)
    wanted = re.compile(rf"(?:[:\[,>|(]|^)[^#]*(?<![\w.]){re.escape(load.name)}(?!\w)(?!\s*[=:])")
    ahead = enumerate(lines[start - 1 : start - 1 + _AHEAD], start=start)
    return next((number for number, text in ahead if wanted.search(text)), start)
