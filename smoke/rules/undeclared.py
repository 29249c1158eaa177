"""`undeclared-dependency`: modules import a distribution that the metadata of theirs does not require.

One finding for each distribution, at the first module that imports it; a module outside the tests counts
before one of the tests.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from smoke import sources
from smoke.model import Finding, Foreign, Severity
from smoke.patterns import later
from smoke.rules import positions, registry
from smoke.rules.checked import Checked

_RULE = "undeclared-dependency"
_TESTS = later(r"(?:^|\.)(?:_*tests?_*|testing|conftest|test_\w+|\w+_tests?)(?:\.|$)")
_SHOWN = 20


def findings(undeclared: Iterable[Foreign], checked: Checked) -> list[Finding]:
    """What is imported and not declared, each distribution once."""
    groups: dict[tuple[tuple[str, ...], bool], list[Foreign]] = defaultdict(list)
    for each in undeclared:
        groups[each.distributions, bool(each.extras)].append(each)
    return [_finding(sorted(group, key=_order), checked) for group in groups.values()]


def _order(one: Foreign) -> tuple[bool, str]:
    return _is_test(one), one.importer


def _is_test(one: Foreign) -> bool:
    return _TESTS.search(one.importer) is not None


def _finding(group: Sequence[Foreign], checked: Checked) -> Finding:
    first = group[0]
    line = _line(first)
    columns = positions.of_token(first.path, line, first.target.partition(".")[0])
    whose = ", ".join(checked.distributions)
    importers = list(dict.fromkeys(one.importer for one in group))
    return Finding(
        _RULE,
        Severity.NOTE if _is_test(first) else registry.severity(_RULE),
        checked.interpreter.id,
        first.importer,
        f"{_imported(first)}, but {_declared(first, whose)}",
        name=first.target.partition(".")[0] if len(first.distributions) == 1 else first.target,
        path=first.path,
        line=line,
        column=columns[0] if columns else None,
        end_line=line if columns else None,
        end_column=columns[1] if columns else None,
        help=_help(first, whose),
        detail="\n".join(_listed(importers)) if len(importers) > 1 else None,
    )


def _imported(one: Foreign) -> str:
    which = " or ".join(one.distributions)
    return f"'{one.target}' of {which} is imported"


def _declared(one: Foreign, whose: str) -> str:
    if one.extras:
        extras = ", ".join(f"'{extra}'" for extra in one.extras)
        return f"{whose} requires it only for {extras}, and its own import needs it"
    return f"{whose} does not require it"


def _help(one: Foreign, whose: str) -> str:
    name = one.distributions[0]
    if one.extras:
        return f"move {name} to the requirements of {whose}, or import it where it is used"
    if one.brought_by:
        return f"it is there because {', '.join(one.brought_by)} requires it: add {name} to the requirements"
    return f"nothing that {whose} requires brings it: who installs {whose} alone does not have it"


def _listed(importers: Sequence[str]) -> list[str]:
    more = len(importers) - _SHOWN
    shown = [f"  {name}" for name in importers[:_SHOWN]]
    return ["imported by:", *shown, *([f"  and {more} more"] if more > 0 else [])]


def _line(one: Foreign) -> int | None:
    """The first line of the module that imports it, as far as a pattern can tell."""
    name = re.escape(one.target)
    parent = re.escape(one.target.rpartition(".")[0] or one.target)
    wanted = re.compile(rf"\s*(?:from\s+(?:{name}|{parent})\s+import\b|import\s+(?:.*,\s*)?{name}\b)")
    lines = sources.lines(one.path) if one.path is not None else ()
    return next((number for number, text in enumerate(lines, start=1) if wanted.match(text)), None)
