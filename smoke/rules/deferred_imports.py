"""Imports inside functions that would fail: `unresolved-import`.

What is missing is judged like what stops a module's import: of another platform or of a declared extra
it is a note; what the metadata of the target says nothing about may be meant to be optional, so
it is a warning; everything else is an error. An import of a module of the target that itself does
not import is no finding: that is reported at the module. Nor is one of a name that the target sets
when it runs.
"""

from __future__ import annotations

from collections.abc import Iterator

from smoke.model import Finding, InterpreterRun, Raised, Result, Severity, Wanted
from smoke.rules import (
    assignments,
    availability,
    branches,
    builds,
    chains,
    dependencies,
    hints,
    places,
    registry,
    stdlib,
    stdlib_added,
    tracebacks,
)
from smoke.rules.checked import Checked
from smoke.rules.resolution import Failure, Resolution

_RULE = "unresolved-import"
_NO_PARENT = "attempted relative import beyond top-level package"


def findings(run: InterpreterRun, resolution: Resolution, checked: Checked) -> list[Finding]:
    """One finding for each import statement in a function that would fail."""
    failing = list(_failing(run, resolution))
    sought = {one for wanted, failure, _ in failing for one in _sought(wanted, failure)}
    set_later = assignments.set_later(sought, run)
    return [
        finding
        for wanted, failure, result in failing
        if set_later.isdisjoint(_sought(wanted, failure))
        for finding in _judged(wanted, failure, result, checked)
    ]


def _failing(run: InterpreterRun, resolution: Resolution) -> Iterator[tuple[Wanted, Failure, Result]]:
    """Each place that can be reached and fails, once."""
    for result in run.results:
        told: set[tuple[object, ...]] = set()
        for wanted in result.names.imports if result.names is not None else ():
            place = (wanted.path, wanted.line, wanted.function, wanted.module, wanted.name)
            if place not in told and resolution.reached(wanted.when):
                told.add(place)
                failure = _failure(wanted, resolution)
                if failure is not None and not failure.reported:
                    yield wanted, failure, result


def _sought(wanted: Wanted, failure: Failure) -> list[assignments.Sought]:
    """What the module does not have, if that is why the import fails."""
    if failure.name is None:
        return []
    return [assignments.Sought(failure.name, wanted.module, wanted.module, failure.origin)]


def _judged(wanted: Wanted, failure: Failure, result: Result, checked: Checked) -> Iterator[Finding]:
    if wanted.state == "beyond":
        yield _finding(wanted, result, checked, "ImportError", _NO_PARENT, "count the dots")
    elif wanted.state == "forbidden":
        text = f"import of {wanted.module} halted; None in sys.modules"
        yield _finding(wanted, result, checked, "ModuleNotFoundError", text, None)
    elif failure.name is not None:
        yield _of_name(wanted, failure, result, checked)
    elif failure.raised is not None:
        yield _of_module(wanted, failure.raised, result, checked)


def _failure(wanted: Wanted, resolution: Resolution) -> Failure | None:
    if wanted.state in ("beyond", "forbidden"):  # that says it all
        return Failure(wanted.module)
    if wanted.state == "absent":
        return Failure(wanted.module, wanted.name, origin=wanted.origin)
    return resolution.failure(wanted.module, wanted.name)


def _of_name(wanted: Wanted, failure: Failure, result: Result, checked: Checked) -> Finding:
    name = str(failure.name)
    text = f"cannot import name '{name}' from '{wanted.module}' ({failure.origin or 'unknown location'})"
    platform = availability.foreign_member(wanted.module, name, checked.interpreter.platform)
    if platform is not None:
        where = f"'{wanted.module}.{name}' exists only on {platform}"
        return _finding(wanted, result, checked, "ImportError", text, where, Severity.NOTE)
    if builds.may_have(wanted.module, name):
        build = builds.explained(f"{wanted.module}.{name}")
        return _finding(wanted, result, checked, "ImportError", text, build, Severity.WARNING)
    newer = stdlib_added.added(wanted.module, name, checked.interpreter.version_info)
    if newer is not None:
        new = f"'{wanted.module}.{name}' is new in Python {newer}"
        return _finding(wanted, result, checked, "ImportError", text, new, Severity.WARNING)
    if branches.binds(failure.origin, name):
        branch = f"{wanted.module} binds it in a branch that did not run to its end here"
        return _finding(wanted, result, checked, "ImportError", text, branch, Severity.WARNING)
    help = stdlib.moved(wanted.module, name) or hints.close_in(name, _names_of(wanted.module, result))
    return _finding(wanted, result, checked, "ImportError", text, help)


def _of_module(wanted: Wanted, raised: Raised, result: Result, checked: Checked) -> Finding:
    kind = raised.type
    missing = chains.module_of(raised)
    text = tracebacks.one_line(raised.message)
    if missing is None:  # it is there, and refuses
        help = "that module does not import here"
        return _finding(wanted, result, checked, kind, text, help, Severity.NOTE)
    advice, severity = _about(missing, wanted, result, checked)
    return _finding(wanted, result, checked, kind, text, advice, severity)


def _about(missing: str, wanted: Wanted, result: Result, checked: Checked) -> tuple[str | None, Severity]:
    """What to do about a missing module, and how much it matters."""
    needed = f"{wanted.module}.".startswith(f"{missing}.")
    one = wanted.module if needed else missing
    platform = availability.foreign_module(one, checked.interpreter.platform)
    if platform is not None:
        return f"'{one}' exists only on {platform}", Severity.NOTE
    if not needed:
        return f"'{wanted.module}' is installed, but needs '{missing}', which is not", Severity.NOTE
    newer = stdlib_added.added(missing, None, checked.interpreter.version_info)
    if newer is not None:
        return f"'{missing}' is new in Python {newer}", Severity.WARNING
    if checked.owns_module(missing):
        parent = missing.rpartition(".")[0]
        paths = [each.path for each in checked.selection.modules if each.name == parent]
        if any(branches.loads(path, "__path__") for path in paths):
            return f"'{parent}' changes its __path__: the module may lie in another folder", Severity.WARNING
        help = f"'{missing}' would be part of the target: is its file missing, or left out?"
        return help, Severity.ERROR
    return dependencies.in_a_function(missing, result.module.name, checked)


def _names_of(module: str, result: Result) -> frozenset[str]:
    own = result.names.exposed if result.names is not None else frozenset[str]()
    return own if module == result.module.name else frozenset()


def _finding(
    wanted: Wanted,
    result: Result,
    checked: Checked,
    kind: str,
    message: str,
    help: str | None,
    severity: Severity | None = None,
) -> Finding:
    target = wanted.module if wanted.name is None else f"{wanted.module}.{wanted.name}"
    columns = places.of_import(wanted)
    return Finding(
        _RULE,
        severity or registry.severity(_RULE),
        checked.interpreter.id,
        result.module.name,
        message,
        function=wanted.function,
        name=target,
        path=wanted.path,
        line=wanted.line,
        column=columns[0] if columns else None,
        end_line=wanted.line if columns else None,
        end_column=columns[1] if columns else None,
        help=help,
        exception=f"{kind}: {message}",
    )
