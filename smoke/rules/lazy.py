"""`lazy-import-failed`: an attribute that comes on demand does not come.

A lazy import (PEP 810), or a name of `__all__` for which the module's `__getattr__` raises something else
than AttributeError (that is `undefined-export`), or raises that for want of a module of others. What
only an extra brings, or another platform, is a note, and so is what the module refuses on purpose, or what it
makes without an import and cannot make here (a file that it would have to fetch). For
want of a module of which the metadata says nothing it is a warning, as in a function
(`unresolved-import`): it may be optional by design.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from smoke.dataclass import replace
from smoke.model import Answer, Finding, Outcome, Result, Severity
from smoke.rules import chains, dependencies, drafts, places, platforms, registry, tracebacks
from smoke.rules.checked import Checked

_RULE = "lazy-import-failed"
_MODULE_LEVEL = "<module>"  # where a module runs that is being imported
_EVERYWHERE = frozenset(["ImportError", "NameError", "AttributeError", "SyntaxError", "TypeError"])
_RESOLVING = "raised an exception during resolution"  # of the ImportError that PEP 810 puts before the reason


def findings(answers: Iterable[Answer], results: Mapping[str, Result], checked: Checked) -> list[Finding]:
    """A finding for each attribute that fails by more than not being there."""
    return [
        _finding(answer, results[answer.question.module], checked)
        for answer in answers
        if not _is_absent(answer.result) and answer.question.module in results
    ]


def _is_absent(result: Result) -> bool:
    """True if the module has no such attribute; False if it only lacks what it would be made of."""
    if not result.raised or "AttributeError" not in result.raised[0].bases:
        return False
    own = result.module.name.partition(".")[0]
    wanted = [name for each in result.raised if (name := chains.module_of(each)) is not None]
    return not any(name.partition(".")[0] != own for name in wanted)


def _finding(answer: Answer, owner: Result, checked: Checked) -> Finding:
    name = answer.question.attributes[0]
    line, column, end = places.of_export(owner.module.path, name)
    raised = answer.result.raised
    excuse = None
    if raised:
        reason = replace(answer.result, module=owner.module)
        excuse = platforms.wrong_platform(reason, checked) or dependencies.missing_dependency(reason, checked)
    severity = _severity(answer.result, excuse, owner, checked)
    detail = [tracebacks.chain(raised, checked), *drafts.output_lines(answer.result)] if raised else []
    return Finding(
        _RULE,
        severity,
        checked.interpreter.id,
        owner.module.name,
        f"'{name}' fails when it is used: {_what_happened(answer.result)}",
        name=name,
        path=owner.module.path,
        line=line,
        column=column,
        end_line=line if column is not None else None,
        end_column=end,
        help=excuse.help if excuse is not None else None,
        detail="\n".join(detail) or None,
        exception=f"{raised[0].type}: {raised[0].message}" if raised else None,
    )


def _severity(failed: Result, excuse: Finding | None, owner: Result, checked: Checked) -> Severity:
    if _refuses(failed) or _is_no_import(failed) or (excuse is not None and excuse.severity is Severity.NOTE):
        return Severity.NOTE
    if excuse is not None and excuse.rule == "missing-dependency" and excuse.name is not None:
        return dependencies.in_a_function(excuse.name, owner.module.name, checked)[1]
    return registry.severity(_RULE)


def _is_no_import(result: Result) -> bool:
    """True if nothing was imported: `__getattr__` makes the value itself, and something hindered it.

    What it says of names and types is true everywhere.
    """
    bases = {base for raised in result.raised for base in raised.bases}
    importing = any(frame.function == _MODULE_LEVEL for raised in result.raised for frame in raised.frames)
    return bool(result.raised) and not importing and bases.isdisjoint(_EVERYWHERE)


def _refuses(result: Result) -> bool:
    """True if the module's `__getattr__` says on purpose that the name is not to be had this way."""
    head = result.raised[0] if result.raised else None
    if head is None or not head.frames or head.frames[-1].function != "__getattr__":
        return False
    wanted = "ImportError" in head.bases and "ModuleNotFoundError" not in head.bases
    return wanted and chains.on_purpose(head)


def _what_happened(result: Result) -> str:
    if result.raised:
        head = result.raised[0]
        if _RESOLVING in head.message and len(result.raised) > 1:
            head = result.raised[1]
        return tracebacks.summary(head)
    if result.outcome is Outcome.CRASHED:
        return f"the interpreter was ended by {result.signal or 'a signal'}"
    return "it does not end in time" if result.outcome is Outcome.TIMED_OUT else "it ends the process"
