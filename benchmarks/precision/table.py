"""The outcome of a precision run, as tables for a person."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.kept import Reply
from benchmarks.precision.findings import Finding
from benchmarks.tools import Tool

POSSIBLY = ("reportPossiblyUnbound", "possibly-used-before-assignment", "possibly-undefined")


@dataclass(frozen=True)
class Measured:
    """One package: what every tool said about it, or why it was not asked about."""

    package: str
    version: str
    failed: str | None
    replies: tuple[Reply, ...] = ()
    findings: tuple[Finding, ...] = ()
    summary: dict[str, float] | None = None  # smoke's own counters
    probe_failed: tuple[str, ...] = ()  # modules that smoke itself failed on


def write_table(measured: list[Measured], tools: list[Tool], sample: int, seed: int) -> str:
    """Markdown: a line for each tool, a sample of each peer's reports, what gave no answer."""
    parts = (_counts(measured, tools), _samples(measured, tools, sample, seed), _silent(measured))
    return "\n".join(line for part in parts for line in part)


def _counts(measured: list[Measured], tools: list[Tool]) -> Iterator[str]:
    yield '| tool | packages | reports | only "possibly" | packages with a report | no answer | seconds |'
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for tool in tools:
        yield _row(tool, [reply for each in measured for reply in each.replies if reply.tool == tool.name])
    yield ""


def _row(tool: Tool, given: list[Reply]) -> str:
    answered = [reply for reply in given if not reply.failed]
    reports = [answer for reply in answered for answer in reply.answers if answer.severity == "error"]
    numbers = [
        len(answered),
        len(reports),
        sum(answer.rule in POSSIBLY for answer in reports),
        sum(bool(reply.answers) for reply in answered),
        len(given) - len(answered),
        round(sum(reply.seconds for reply in answered)),
    ]
    return f"| {tool.name} | {' | '.join(map(str, numbers))} |"


def _samples(measured: list[Measured], tools: list[Tool], size: int, seed: int) -> Iterator[str]:
    for tool in tools:
        if tool.is_peer:
            yield from _sample(measured, tool, size, seed)


def _silent(measured: list[Measured]) -> Iterator[str]:
    for each in measured:
        if each.failed:
            yield f"Not asked: {each.package} {each.version}: {each.failed}"
        for module in each.probe_failed:
            yield f"smoke itself failed: {each.package} {each.version}: {module}"
        for reply in each.replies:
            if reply.failed:
                yield f"No answer: {reply.tool} on {each.package} {each.version}: {reply.failed}"
    yield ""


def _sample(measured: list[Measured], tool: Tool, size: int, seed: int) -> Iterator[str]:
    """A few of a peer's reports, drawn with a seed: enough to read, the same in every run."""
    given = [(each.package, reply) for each in measured for reply in each.replies]
    replies = [(package, reply) for package, reply in given if reply.tool == tool.name]
    found = [(package, answer) for package, reply in replies for answer in reply.answers]
    drawn = random.Random(seed).sample(found, min(size, len(found)))
    rules = Counter(answer.rule for _, answer in found)
    counts = ", ".join(f"{count} {rule}" for rule, count in rules.most_common())
    yield f"{tool.name}: {counts or 'nothing'}; {len(drawn)} of them:"
    for package, answer in sorted(drawn, key=lambda pair: (pair[0], pair[1].path, pair[1].line)):
        yield f"- {package} `{answer.path}:{answer.line}` {answer.rule}: {answer.message.splitlines()[0]}"
    yield ""
