"""Attributes that a live module does not have: `missing-attribute` and `missing-submodule`.

The probe tells each place that can be reached; here falls away what the target itself, or the module
in question, sets at run time (`module.name = …`, `setattr`, `globals().update(…)`), what belongs to a
surrounding that is not here (`sys.frozen`), and what lies behind an import that does not fail. What
another platform has is a note.
"""

from __future__ import annotations

from collections.abc import Iterator

from smoke.model import Attribute, Finding, InterpreterRun, Result, Severity
from smoke.rules import (
    assignments,
    availability,
    branches,
    builds,
    places,
    registry,
    stdlib,
    stdlib_added,
    tracebacks,
)
from smoke.rules.checked import Checked
from smoke.rules.resolution import Resolution

_ATTRIBUTE, _SUBMODULE = "missing-attribute", "missing-submodule"
_COMPILED = (".so", ".pyd")
_AT_TIMES = {  # what a module has in some programs only; the documentation of each says so
    "sys": frozenset(
        "ps1 ps2 last_type last_value last_traceback last_exc tracebacklimit frozen _MEIPASS".split()
        + "gettotalrefcount getobjects abiflags".split()
    ),
    "builtins": frozenset(["_", "__IPYTHON__", "get_ipython", "profile", "reveal_type", "display"]),
}


def findings(run: InterpreterRun, resolution: Resolution, checked: Checked) -> list[Finding]:
    """One finding for each place that uses an attribute which its module does not have."""
    open_ones = [
        (one, result)
        for result in run.results
        if result.names is not None
        for one in result.names.attributes
        if not _is_at_times(one, checked) and resolution.reached(one.when)
    ]
    set_later = assignments.set_later({_sought(one) for one, _ in open_ones}, run)
    return [_finding(one, result, checked) for one, result in open_ones if _sought(one) not in set_later]


def _sought(one: Attribute) -> assignments.Sought:
    return assignments.Sought(one.name, one.module, one.chain.rpartition(".")[0], one.origin)


def _is_at_times(one: Attribute, checked: Checked) -> bool:
    return one.name in _AT_TIMES.get(one.module, ()) or (
        one.module == "builtins" and one.name in checked.builtins
    )


def _finding(one: Attribute, result: Result, checked: Checked) -> Finding:
    rule = _SUBMODULE if one.submodule else _ATTRIBUTE
    text = f"module '{one.module}' has no attribute '{one.name}'"
    said = one.said or text
    severity, help = _judged(one, result, checked)
    columns = places.of_attribute(one)
    return Finding(
        rule,
        severity,
        checked.interpreter.id,
        result.module.name,
        text,
        function=one.function,
        name=one.chain,
        path=one.path,
        line=one.line,
        column=columns[0] if columns else None,
        end_line=columns[1] if columns else None,
        end_column=columns[2] if columns else None,
        help=help if said == text else f"the module says: {tracebacks.one_line(said, 200)}",
        exception=f"AttributeError: {said}",
    )


def _judged(one: Attribute, result: Result, checked: Checked) -> tuple[Severity, str | None]:
    target = f"{one.module}.{one.name}"
    if one.submodule:
        imported = any(wanted == target for wanted in _imported(result))
        severity = Severity.NOTE if imported else registry.severity(_SUBMODULE)
        also = ", as another function of this module does" if imported else ""
        help = f"{target} is a module that nothing has imported yet: import it where it is used"
        return severity, help + also
    platform = availability.foreign_member(one.module, one.name, checked.interpreter.platform)
    if platform is not None:
        return Severity.NOTE, f"'{target}' exists only on {platform}"
    for needed in one.behind:
        platform = availability.foreign_module(needed, checked.interpreter.platform)
        if platform is not None:
            return Severity.NOTE, f"it comes after an import of '{needed}', which exists only on {platform}"
    if builds.may_have(one.module, one.name):
        return Severity.WARNING, builds.explained(target)
    newer = stdlib_added.added(one.module, one.name, checked.interpreter.version_info)
    if newer is not None:
        return Severity.WARNING, f"'{target}' is new in Python {newer}"
    if branches.imports(one.path, target):  # else it would be there
        return Severity.WARNING, f"this module imports {target} in a branch that did not run to its end here"
    if branches.binds(one.origin, one.name):
        return Severity.WARNING, f"{one.module} binds it in a branch that did not run to its end here"
    if one.origin is not None and one.origin.endswith(_COMPILED) and not _is_stdlib(one.module, checked):
        return Severity.WARNING, f"another build of {one.module}, which is compiled, may have it"
    return registry.severity(_ATTRIBUTE), stdlib.moved(one.module, one.name)


def _is_stdlib(module: str, checked: Checked) -> bool:
    return module.partition(".")[0] in checked.interpreter.stdlib_modules


def _imported(result: Result) -> Iterator[str]:
    """What functions of the module import themselves, as far as it was not loaded."""
    for wanted in result.names.imports if result.names is not None else ():
        name = wanted.module if wanted.name is None else f"{wanted.module}.{wanted.name}"
        parts = name.split(".")
        yield from (".".join(parts[:length]) for length in range(2, len(parts) + 1))
