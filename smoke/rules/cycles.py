"""`import-cycle`: the module fails alone and imports after another one of the target.

Either a cycle of imports that works from one end only, or a submodule that is used without being imported:
the finding shows which, and takes the place of `import-raised`.
"""

from __future__ import annotations

from collections.abc import Sequence

from smoke.model import Finding, Raised, Result
from smoke.patterns import later
from smoke.rules import drafts, tracebacks
from smoke.rules.checked import Checked

_RULE = "import-cycle"
_PARTIAL = later(r"partially initialized module '(?P<module>[\w.]+)'")
_ATTRIBUTE = later(r"module '(?P<module>[\w.]+)' has no attribute '(?P<name>\w+)'")


def found(result: Result, checked: Checked) -> Finding:
    """The finding about a module with `Result.after`."""
    head, other = result.raised[0], result.after or ""
    message = f"{result.module.name} imports only after {other}: {tracebacks.summary(head)}"
    help = _forgotten(head, other) or _cyclic(result, other)
    return drafts.import_failed(_RULE, result, checked, head, message, name=other, help=help)


def _forgotten(head: Raised, other: str) -> str | None:
    """What to do where a submodule is used that the code does not import."""
    match = _ATTRIBUTE.search(head.message)
    if match is None or other != f"{match['module']}.{match['name']}":
        return None
    return f"nothing has imported {other} yet: say 'import {other}' in the module that uses it"


def _cyclic(result: Result, other: str) -> str:
    cycle = _cycle(result)
    shown = f"the cycle: {' -> '.join(cycle)}; " if cycle else ""
    return (
        f"{shown}move one of these imports into the function that needs it, "
        f"or what both need into a third module (importing {other} first hides it)"
    )


def _cycle(result: Result) -> Sequence[str]:
    """The modules from the one that was not ready to the one that wanted something of it, and back."""
    head = result.raised[0]
    running = [frame.module for frame in head.frames if frame.function == "<module>" and frame.module]
    chain = list(dict.fromkeys([result.module.name, *running]))
    match = _PARTIAL.search(head.message) or _ATTRIBUTE.search(head.message)
    start = match["module"] if match is not None else None
    if start not in chain:
        return ()
    part = chain[chain.index(start) :]
    return (*part, start) if len(part) > 1 else ()
