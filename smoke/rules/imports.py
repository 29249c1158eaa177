"""Imports that did not end well: `import-raised`, `import-exited`, `import-crashed`, `import-timed-out`.

One finding for each module that was run and did not import. What was blocked by it or
skipped is no finding of its own; `missing-dependency`, `wrong-platform` and
`import-cycle` take precedence over `import-raised`.
"""

from __future__ import annotations

from smoke.dataclass import replace
from smoke.model import Finding, Frame, Outcome, Raised, Result
from smoke.patterns import later
from smoke.rules import chains, cycles, dependencies, drafts, hints, platforms, positions, tracebacks
from smoke.rules.checked import Checked

_NOT_DEFINED = later(r"\bname '(?P<name>\w+)' is not defined")
_SUBMODULE = later(r"module '(?P<package>[\w.]+)' has no attribute '(?P<name>\w+)'")


def findings(result: Result, checked: Checked) -> list[Finding]:
    """What there is to say about how the import ended: nothing, or one finding."""
    if result.outcome is Outcome.RAISED and result.raised:
        if result.after is not None:
            return [cycles.found(result, checked)]
        found = platforms.wrong_platform(result, checked) or dependencies.missing_dependency(result, checked)
        return [found or _raised(result, checked)]
    if result.outcome is Outcome.EXITED:
        return [_exited(result, checked)]
    if result.outcome is Outcome.CRASHED:
        return [_crashed(result, checked)]
    if result.outcome is Outcome.TIMED_OUT:
        return [_timed_out(result, checked)]
    return []


def _raised(result: Result, checked: Checked) -> Finding:
    head = result.raised[0]
    message, help = tracebacks.summary(head), _help(result, checked)
    if head.line is not None and head.path is not None:
        return _syntax_error(result, checked, head, message)
    name = _undefined(head) or chains.module_of(head)
    return drafts.import_failed("import-raised", result, checked, head, message, name=name, help=help)


def _syntax_error(result: Result, checked: Checked, head: Raised, message: str) -> Finding:
    """At the faulty line if it is the target's, else at the import that reached it."""
    place = Frame(head.path or "", head.line or 0, "<module>", "")
    if not checked.owns(place):
        return drafts.import_failed("import-raised", result, checked, head, message)
    detail = [tracebacks.chain(result.raised, checked), *drafts.output_lines(result)]
    finding = drafts.at("import-raised", result, checked, place, message, detail)
    return replace(positions.with_column(finding, head.column), exception=message)


def _help(result: Result, checked: Checked) -> str | None:
    head = result.raised[0]
    removed = dependencies.removed_help(result.raised, checked)
    if removed is not None:
        return removed
    missing = chains.module_of(head)
    if missing is not None and checked.owns_module(missing):
        return (
            f"'{missing}' would be part of the target: is its file missing, or left out of the distribution?"
        )
    submodule = _SUBMODULE.search(head.message)
    if submodule is not None and f"{submodule['package']}.{submodule['name']}" in checked.names:
        module = f"{submodule['package']}.{submodule['name']}"
        return f"{module} is a module that nothing has imported yet: import it where it is used"
    name, frame = _undefined(head), tracebacks.deepest(head.frames, checked)
    if name is not None and frame is not None:
        return hints.for_name(name, frame.function, frame.path, result.module.name, checked)
    return _set_up(head, checked)


def _set_up(head: Raised, checked: Checked) -> str | None:
    """What to do where a library refuses with an exception of its own: it may want settings, or a region."""
    library = head.type.partition(".")[0]
    last = head.frames[-1] if head.frames else None
    if last is None or library == head.type or last.module.partition(".")[0] != library or checked.owns(last):
        return None
    return (
        f"if {library} has to be set up first: --setup CODE runs before each import, --env NAME=VALUE sets "
        "a variable"
    )


def _undefined(raised: Raised) -> str | None:
    """The name that a NameError is about."""
    if "NameError" not in raised.bases:
        return None
    match = _NOT_DEFINED.search(raised.message)  # PYVERSIONS: NameError.name from 3.10
    return raised.name or (match["name"] if match else None)


def _exited(result: Result, checked: Checked) -> Finding:
    frame = tracebacks.deepest(result.exit_frames, checked)
    frames = tracebacks.frame_lines(tracebacks.from_first_owned(result.exit_frames, checked))
    detail = ["Traceback (most recent call last):", *frames] if frames else []
    help = 'a module must leave ending the program to its caller: put it under `if __name__ == "__main__":`'
    return drafts.at(
        "import-exited",
        result,
        checked,
        frame,
        _exit_message(result),
        [*detail, *_output(result, detail)],
        help=help,
    )


def _exit_message(result: Result) -> str:
    if result.exit_how == "SystemExit":
        said = tracebacks.one_line(result.exit_message or "")
        return f"SystemExit: {said}" if said else f"SystemExit with status {result.exit_status or 0}"
    status = "an unknown status" if result.exit_status is None else f"status {result.exit_status}"
    if result.exit_how == "os._exit":
        return f"the process ended with {status} before the import was complete (os._exit?)"
    return "the process went away before the import was complete"


def _crashed(result: Result, checked: Checked) -> Finding:
    message = f"the interpreter was ended by {result.signal or 'a signal'}"
    return _with_stack("import-crashed", result, checked, message)


def _timed_out(result: Result, checked: Checked) -> Finding:
    limit = f"{result.timeout:g} s" if result.timeout is not None else "its time"
    help = "module level code should not wait or work this long; --timeout changes the limit"
    return _with_stack("import-timed-out", result, checked, f"the import did not end within {limit}", help)


def _with_stack(
    rule: str, result: Result, checked: Checked, message: str, help: str | None = None
) -> Finding:
    stack = result.stack or ""
    frame = tracebacks.deepest(tracebacks.stack_frames(stack), checked)
    detail = tracebacks.stack(stack).splitlines()
    return drafts.at(rule, result, checked, frame, message, [*detail, *_output(result, detail)], help=help)


def _output(result: Result, before: list[str]) -> list[str]:
    """What the import printed; a blank line apart only if something stands above."""
    lines = drafts.output_lines(result)
    return lines if before else lines[1:]
