"""Locals that no way has bound when their line is reached: `unbound-local`.

The probe follows the bytecode and tells only what is definite; each place becomes one finding.
"""

from __future__ import annotations

from collections import Counter

from smoke.model import Finding, Load, Result
from smoke.rules import drafts
from smoke.rules.checked import Checked

_RULE = "unbound-local"


def findings(result: Result, checked: Checked) -> list[Finding]:
    """One finding for each place that uses a local which is unbound on every way to it."""
    if result.names is None:
        return []
    seen: Counter[tuple[str, str, int]] = Counter()
    found: list[Finding] = []
    for load in result.names.locals:
        if load.reach == "possible":
            place = (load.name, load.path, load.line)
            found.append(_finding(load, seen[place], result, checked))
            seen[place] += 1
    return found


def message(name: str, version: tuple[int, int, int]) -> str:
    """What Python says of it.  # PYVERSIONS: in other words since 3.11"""
    if version >= (3, 11, 0):
        return f"cannot access local variable '{name}' where it is not associated with a value"
    return f"local variable '{name}' referenced before assignment"


def _finding(load: Load, occurrence: int, result: Result, checked: Checked) -> Finding:
    text = message(load.name, checked.interpreter.version_info)
    return drafts.of_load(
        _RULE,
        load,
        occurrence,
        result,
        checked,
        text,
        help=f"no way to this line binds '{load.name}'",
        exception=f"UnboundLocalError: {text}",
    )
