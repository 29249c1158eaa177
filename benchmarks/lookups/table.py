"""Who is right how often, as a table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.lookups.said import KINDS


@dataclass(frozen=True)
class Judged:
    """What one tool claims, with the verdict; tools that mean the same place have the same `place`."""

    tool: str
    package: str
    kind: str
    place: tuple[object, ...]
    verdict: str
    why: str
    text: str  # the report, for a person


def write_table(judged: list[Judged], tools: list[str]) -> str:
    """Markdown: for each kind and tool what was right, and how much of all that is right it found."""
    return "\n".join(_lines(judged, tools)) + "\n"


def _lines(judged: list[Judged], tools: list[str]) -> Iterator[str]:
    yield "| kind | tool | true | false | right | of all true | not installed | set later | not judged |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|---:|"
    for kind in (*KINDS, "**all**"):
        of_kind = [each for each in judged if kind in (each.kind, "**all**")]
        every = {each.place for each in of_kind if each.verdict == "true"}
        for tool in tools:
            yield f"| {kind} | {tool} | {_row([each for each in of_kind if each.tool == tool], len(every))} |"
    yield ""
    yield from _list("True, and said by others only", judged, "true", without="smoke")
    yield from _list("False, and said by smoke", [each for each in judged if each.tool == "smoke"], "false")


def _row(said: list[Judged], every: int) -> str:
    verdicts: dict[str, set[tuple[object, ...]]] = defaultdict(set)
    for each in said:
        verdicts[each.verdict].add(each.place)
    true, false = len(verdicts["true"]), len(verdicts["false"])
    right = f"{100 * true / (true + false):.0f} %" if true + false else "-"
    rest = " | ".join(str(len(verdicts[each])) for each in ("absent", "later", "unjudged"))
    return f"{true} | {false} | {right} | {true} / {every} | {rest}"


def _list(title: str, judged: list[Judged], verdict: str, without: str | None = None) -> Iterator[str]:
    by_place: dict[tuple[object, ...], list[Judged]] = defaultdict(list)
    for each in judged:
        if each.verdict == verdict:
            by_place[each.place].append(each)
    left = {place: said for place, said in by_place.items() if all(each.tool != without for each in said)}
    kinds = Counter(said[0].kind for said in left.values())
    yield f"{title}: {len(left)} ({', '.join(f'{count} {kind}' for kind, count in kinds.items())})"
    for said in left.values():
        names = ", ".join(dict.fromkeys(each.tool for each in said))
        yield f"- {said[0].package} {said[0].text} [{names}] {said[0].why}"
    yield ""
