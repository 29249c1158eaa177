"""Findings on their way: about an import that failed, with what the full report shows below it, or a load."""

from __future__ import annotations

from collections.abc import Sequence

from smoke.dataclass import replace
from smoke.model import Finding, Frame, Load, Raised, Result, Severity
from smoke.rules import positions, registry, tracebacks
from smoke.rules.checked import Checked

OUTPUT_LINES = 12


def import_failed(
    rule: str,
    result: Result,
    checked: Checked,
    raised: Raised,
    message: str,
    *,
    name: str | None = None,
    help: str | None = None,
    severity: Severity | None = None,
) -> Finding:
    """A finding about an exception, at the deepest frame of the checked code that led to `raised`."""
    frame = tracebacks.deepest(raised.frames, checked) or tracebacks.deepest(result.raised[0].frames, checked)
    detail = [tracebacks.chain(result.raised, checked), *output_lines(result)]
    draft = at(rule, result, checked, frame, message, detail, name=name, help=help)
    return replace(draft, severity=severity or draft.severity, exception=f"{raised.type}: {raised.message}")


def at(
    rule: str,
    result: Result,
    checked: Checked,
    frame: Frame | None,
    message: str,
    detail: Sequence[str],
    *,
    name: str | None = None,
    help: str | None = None,
) -> Finding:
    """A finding at a frame; at the module's file where there is no frame of the checked code."""
    path, line = (frame.path, frame.line) if frame is not None else (result.module.path, None)
    columns = positions.of_token(path, line, name) if frame is not None else None
    return Finding(
        rule,
        registry.severity(rule),
        checked.interpreter.id,
        result.module.name,
        message,
        function=None if frame is None or frame.function == "<module>" else frame.function,
        name=name,
        path=path,
        line=line,
        column=columns[0] if columns else None,
        end_line=line if columns else None,
        end_column=columns[1] if columns else None,
        help=help,
        detail="\n".join(detail) or None,
    )


def of_load(
    rule: str,
    load: Load,
    occurrence: int,
    result: Result,
    checked: Checked,
    message: str,
    *,
    exception: str,
    help: str | None = None,
    detail: str | None = None,
    severity: Severity | None = None,
) -> Finding:
    """A finding about a name that is loaded; `occurrence` counts the loads of it in its line from 0."""
    columns = positions.of_load(load, occurrence)
    return Finding(
        rule,
        severity or registry.severity(rule),
        checked.interpreter.id,
        result.module.name,
        message,
        function=None if load.function == "<module>" else load.function,
        name=load.name,
        path=load.path,
        line=load.line,
        column=columns[0] if columns else None,
        end_line=columns[1] if columns else None,
        end_column=columns[2] if columns else None,
        help=help,
        detail=detail,
        exception=exception,
    )


def output_lines(result: Result) -> list[str]:
    """The end of what the import printed, with a heading; nothing if it printed nothing."""
    lines = (result.output or "").rstrip().splitlines()
    if not lines:
        return []
    left_out = len(lines) - OUTPUT_LINES
    heading = f"The import printed (last {OUTPUT_LINES} lines):" if left_out > 0 else "The import printed:"
    return ["", heading, *(f"  {line}" for line in lines[-OUTPUT_LINES:])]
