"""What a tool's report says that fails: an attribute of a module, an import, or an entry of `__all__`.

Every tool has words of its own; here they become the same value, so that the same claim is
executed once and counted for everybody who made it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from benchmarks.answers import Answer

ATTRIBUTE, IMPORT, EXPORT = "module-attribute", "deferred-import", "dunder-all"
KINDS = (ATTRIBUTE, IMPORT, EXPORT)

_QUOTED = r"[\"'`](?P<{}>[^\"'`]+)[\"'`]"
_NAME, _MODULE = _QUOTED.format("name"), _QUOTED.format("module")
# (rules, pattern of the message, kind); the line decides where words are the same for both.
_WORDS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("no-member",), rf"Module {_MODULE} has no {_NAME} member", ATTRIBUTE),
    (("no-name-in-module",), rf"No name {_NAME} in module {_MODULE}", IMPORT),
    (("import-error",), rf"Unable to import {_MODULE}", IMPORT),
    (("undefined-all-variable",), rf"Undefined variable name {_NAME} in", EXPORT),
    (("reportAttributeAccessIssue",), rf"{_NAME} is not a known attribute of module {_MODULE}", ATTRIBUTE),
    (("reportAttributeAccessIssue",), rf"{_NAME} is unknown import symbol", IMPORT),
    (("reportMissingImports",), rf"Import {_MODULE} could not be resolved", IMPORT),
    (("reportUnsupportedDunderAll",), rf"{_NAME} is specified in __all__", EXPORT),
    (("attr-defined",), rf"Module (?:{_MODULE} )?has no attribute {_NAME}", ATTRIBUTE),
    (("import-not-found", "import"), rf"module named {_MODULE}", IMPORT),
    (("F822",), rf"Undefined name {_NAME} in", EXPORT),
    (("missing-attribute", "missing-submodule"), rf"module {_MODULE} has no attribute {_NAME}", ATTRIBUTE),
    (("unresolved-import",), rf"cannot import name {_NAME} from {_MODULE}", IMPORT),
    (("unresolved-import",), rf"No module named {_MODULE}", IMPORT),
    (("undefined-export",), rf"{_NAME} is in __all__", EXPORT),
)


@dataclass(frozen=True)
class Claim:
    """One thing that is said to fail in a file."""

    kind: str
    path: str
    line: int  # 0 for an entry of `__all__`: tools choose different lines
    name: str | None  # of the attribute or the imported name; None: the module itself is missing
    module: str | None  # None: the tool does not say which


def claim(answer: Answer) -> Claim | None:
    """What the report claims; None if it is about something else."""
    for rules, pattern, kind in _WORDS:
        match = re.search(pattern, answer.message) if answer.rule in rules else None
        if match is not None:
            found = match.groupdict()
            line = 0 if kind == EXPORT else answer.line
            return Claim(kind, answer.path, line, found.get("name"), found.get("module"))
    return None
