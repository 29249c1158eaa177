"""The outcome of a mutants run, as a table for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.mutants.judge import CALL, RAISING, Damage, Verdict
from benchmarks.mutants.mutate import WAYS, Mutant
from benchmarks.tools import Tool


@dataclass(frozen=True)
class Case:
    """One mutant, what it broke, and how each tool did."""

    package: str
    mutant: Mutant
    damage: Damage
    verdicts: dict[str, Verdict]


def write_table(cases: list[Case], tools: list[Tool]) -> str:
    """Markdown: for each tool how many mutants it noticed; then what smoke missed or said besides."""
    return "\n".join(_lines(cases, tools)) + "\n"


def _lines(cases: list[Case], tools: list[Tool]) -> Iterator[str]:
    kinds = Counter(case.damage.kind for case in cases)
    yield f"{len(cases)} mutants: {', '.join(f'{count} {kind}' for kind, count in sorted(kinds.items()))}"
    yield ""
    yield "| tool | raise at import: noticed | when called: noticed | broken loads reported | elsewhere |"
    yield "|---|---:|---:|---:|---:|"
    for tool in tools:
        shares = [_share(cases, tool, kind) for kind in RAISING]
        yield f"| {tool.name} | {' | '.join(shares)} | {_loads(cases, tool)} | {_elsewhere(cases, tool)} |"
    yield ""
    yield from _by_way(cases, tools)
    yield ""
    for tool in tools:
        if not tool.is_peer:
            yield from _missed(cases, tool)


def _by_way(cases: list[Case], tools: list[Tool]) -> Iterator[str]:
    """Who noticed how many of those that raise, for each way to lose an import."""
    yield f"| way | raise | {' | '.join(tool.name for tool in tools)} |"
    yield "|---|---:|" + "---:|" * len(tools)
    raising = [case for case in cases if case.damage.raises]
    groups = [(way, [case for case in raising if case.mutant.way == way]) for way in WAYS]
    for title, group in [*groups, ("**all**", raising)]:
        noticed = [sum(case.verdicts[tool.name].noticed for case in group) for tool in tools]
        yield f"| {title} | {len(group)} | {' | '.join(map(str, noticed))} |"


def _share(cases: list[Case], tool: Tool, kind: str) -> str:
    of_kind = [case.verdicts[tool.name] for case in cases if case.damage.kind == kind]
    return f"{sum(verdict.noticed for verdict in of_kind)} / {len(of_kind)}"


def _loads(cases: list[Case], tool: Tool) -> str:
    called = [case.verdicts[tool.name] for case in cases if case.damage.kind == CALL]
    found, broken = sum(each.loads_found for each in called), sum(each.loads_broken for each in called)
    return f"{found} / {broken}"


def _elsewhere(cases: list[Case], tool: Tool) -> int:
    asked = [case.verdicts[tool.name] for case in cases if tool.name in case.verdicts]
    return sum(len(verdict.elsewhere) for verdict in asked)


def _missed(cases: list[Case], tool: Tool) -> Iterator[str]:
    for case in cases:
        said = case.verdicts[tool.name]  # smoke is asked about all of them
        if case.damage.raises and not said.noticed:
            names = ", ".join(f"{name} line {line}" for name, line in sorted(case.damage.broken))
            yield f"- missed by {tool.name}: {case.package} {case.mutant.id} ({case.damage.kind}): {names}"
        for text in said.elsewhere:
            yield f"- {tool.name} on {case.package} {case.mutant.id}, elsewhere: {text}"
