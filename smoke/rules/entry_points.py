"""`broken-entry-point`: what a distribution offers to its installer and to other programs does not load.

An entry point whose module has failed by itself only refers to that: the failure is reported once, at the
module. Without the requirement of its extra, or of an extra that would bring what is missing, an
entry point is not expected to load, nor is a plug-in without the program that it is for.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from smoke.dataclass import replace
from smoke.model import Answer, EntryPoint, Finding, Outcome, Result, Severity
from smoke.rules import chains, dependencies, drafts, platforms, tracebacks
from smoke.rules.checked import Checked

_RULE = "broken-entry-point"
_SCRIPTS = ("console_scripts", "gui_scripts")
_HOSTS = {"distutils": "setuptools"}  # groups that are named after a part of their program


def findings(
    entries: Iterable[tuple[EntryPoint, Answer | None]], results: Mapping[str, Result], checked: Checked
) -> list[Finding]:
    """The entry points that do not load, in the order in which they are declared."""
    return [
        found
        for entry, answer in entries
        for found in [_judged(entry, answer, results.get(entry.module), checked)]
        if found is not None
    ]


def _judged(
    entry: EntryPoint, answer: Answer | None, result: Result | None, checked: Checked
) -> Finding | None:
    if not entry.module:
        return _malformed(entry, checked)
    if answer is None:
        return _referring(entry, result, checked) if result is not None else None
    if answer.result.outcome in (Outcome.IMPORTED, Outcome.SKIPPED, Outcome.PROBE_FAILED):
        return None
    if _is_resource(entry, answer):
        return None
    module = _unimported(entry, answer)
    return _broken(entry, answer, checked) if module is None else _hidden(entry, answer, module, checked)


def _malformed(entry: EntryPoint, checked: Checked) -> Finding:
    message = f"{_title(entry)} is no reference to an object: {entry.value!r}"
    help = "write 'package.module:function'"
    severity = Severity.ERROR if entry.group in _SCRIPTS else Severity.NOTE
    return _finding(entry, checked, message, severity, help)


def _referring(entry: EntryPoint, result: Result, checked: Checked) -> Finding:
    culprit = result.module.name
    if result.outcome is Outcome.BLOCKED and result.detail:
        culprit = result.detail.partition(" ")[0]
    message = f"{_title(entry)} does not load, because {culprit} does not import"
    return _finding(
        entry, checked, message, Severity.NOTE, f"see what is reported about {culprit}; nothing else is known"
    )


def _broken(entry: EntryPoint, answer: Answer, checked: Checked) -> Finding:
    reason = _excuse(entry, answer, checked)
    severity = Severity.ERROR if reason is None else Severity.NOTE
    message = f"{_title(entry)} does not load: {_what_happened(answer.result)}"
    finding = _finding(entry, checked, message, severity, reason or _consequence(entry))
    raised = answer.result.raised
    if not raised:
        return finding
    detail = "\n".join([tracebacks.chain(raised, checked), *drafts.output_lines(answer.result)])
    return replace(finding, detail=detail, exception=f"{raised[0].type}: {raised[0].message}")


def _hidden(entry: EntryPoint, answer: Answer, module: str, checked: Checked) -> Finding:
    message = f"{_title(entry)} loads only if somebody else has imported {module}"
    rest = ".".join(entry.attributes[answer.found + 1 :])
    help = f"write '{module}{':' if rest else ''}{rest}': loading that imports it"
    return _finding(entry, checked, message, Severity.WARNING, help)


def _excuse(entry: EntryPoint, answer: Answer, checked: Checked) -> str | None:
    """Why it need not load here, if it need not."""
    lacking = checked.metadata.lacking_for(entry.distribution, entry.extras)
    if lacking:
        extras = ",".join(entry.extras)
        return f"the extra '{extras}' is not installed: pip install '{entry.distribution}[{extras}]'"
    if not answer.result.raised:
        return None
    missing = chains.missing(answer.result.raised)
    own = missing and _is_above(missing[-1].name, entry.module)
    if own and not checked.metadata.extras_needing(entry.distribution, entry.module):
        return None
    found = platforms.wrong_platform(answer.result, checked) or dependencies.missing_dependency(
        answer.result, checked
    )
    if found is not None and found.severity is Severity.NOTE:
        return found.help or found.message
    if any(_is_host(item.name, entry.group) for item in missing):
        return f"it is for programs that use the group '{entry.group}', and they bring '{missing[0].name}'"
    return None


def _is_above(missing: str, module: str) -> bool:
    return f"{module}.".startswith(f"{missing}.")


def _is_host(module: str, group: str) -> bool:
    """True if the group is named after the program that the module belongs to: pytest11, sphinx.domains."""
    top, first = module.partition(".")[0].lower(), group.partition(".")[0].lower()
    return group not in _SCRIPTS and (first.startswith(top) or _HOSTS.get(first) == top)


def _is_resource(entry: EntryPoint, answer: Answer) -> bool:
    """True for "package:file.yaml": some groups name a file beside the module, not an attribute."""
    path = answer.result.module.path
    if path is None or answer.found < 0:
        return False
    return os.path.isfile(os.path.join(os.path.dirname(path), ".".join(entry.attributes)))


def _unimported(entry: EntryPoint, answer: Answer) -> str | None:
    """The submodule that is meant by the attribute which is not there, if it exists on disk."""
    path = answer.result.module.path
    if path is None or answer.found < 0 or not os.path.basename(path).startswith("__init__."):
        return None
    names = entry.attributes[: answer.found + 1]
    place = os.path.join(os.path.dirname(path), *names)
    exists = os.path.isfile(f"{place}.py") or os.path.isfile(os.path.join(place, "__init__.py"))
    return ".".join((entry.module, *names)) if exists else None


def _what_happened(result: Result) -> str:
    if result.raised:
        return tracebacks.summary(result.raised[0])
    if result.outcome is Outcome.TIMED_OUT:
        return f"it did not end within {result.timeout or 0:g} s"
    if result.outcome is Outcome.CRASHED:
        return f"the interpreter was ended by {result.signal or 'a signal'}"
    return "the process ended before it was there (os._exit?)"


def _consequence(entry: EntryPoint) -> str:
    if entry.group in _SCRIPTS:
        return f"the command '{entry.name}' fails as soon as it is started"
    return f"whatever loads the group '{entry.group}' runs into this"


def _title(entry: EntryPoint) -> str:
    return f"entry point '{entry.name}' ({entry.group})"


def _finding(
    entry: EntryPoint, checked: Checked, message: str, severity: Severity, help: str | None
) -> Finding:
    return Finding(
        _RULE,
        severity,
        checked.interpreter.id,
        entry.module or entry.distribution,
        message,
        function=f"[{entry.group}] {entry.name}",
        name=entry.value.partition("[")[0].strip() if entry.module else entry.name,
        path=entry.path,
        line=entry.line,
        help=help,
    )
