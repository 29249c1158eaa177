"""The outcome of a recall run, as a table for a person."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.kept import Reply
from benchmarks.recall.corpus import Entry


@dataclass(frozen=True)
class Line:
    """One entry of the corpus: who found it, or why nobody was asked."""

    entry: Entry
    failed: str | None
    found: tuple[str, ...]
    replies: tuple[Reply, ...]


def write_table(lines: list[Line], tools: list[str]) -> str:
    """Markdown: found/total for each kind and tool, the bugs that smoke misses, what could not be asked."""
    asked = [line for line in lines if line.failed is None]
    kinds = sorted({line.entry.kind for line in asked})
    text = [f"| kind | entries | {' | '.join(tools)} |", "|---|---:|" + "---:|" * len(tools)]
    text += [_row(kind, [line for line in asked if line.entry.kind == kind], tools) for kind in kinds]
    text.append(_row("**all**", asked, tools))
    text += ["", *_share(asked, tools), "", *_missed(asked, tools), *_unasked(lines), *_unanswered(asked)]
    return "\n".join(text).rstrip() + "\n"


def _row(title: str, lines: list[Line], tools: list[str]) -> str:
    counts = [str(sum(tool in line.found for line in lines)) for tool in tools]
    return f"| {title} | {len(lines)} | {' | '.join(counts)} |"


def _share(asked: list[Line], tools: list[str]) -> list[str]:
    def share(tool: str) -> float:
        return 100 * sum(tool in line.found for line in asked) / (len(asked) or 1)

    return ["Recall: " + ", ".join(f"{tool} {share(tool):.0f} %" for tool in tools)]


def _missed(asked: list[Line], tools: list[str]) -> list[str]:
    if "smoke" not in tools:
        return []
    missed = [line for line in asked if "smoke" not in line.found]
    return [f"Missed by smoke: {len(missed)}", *(f"- {_describe(line)}" for line in missed), ""]


def _describe(line: Line) -> str:
    entry = line.entry
    reply = next(reply for reply in line.replies if reply.tool == "smoke")
    said = [f"{answer.rule} {answer.path}:{answer.line} {answer.name}" for answer in reply.answers]
    why = reply.failed or f"said: {'; '.join(said[:3]) or 'nothing'}"
    others = f"; found by {', '.join(line.found)}" if line.found else ""
    return f"`{entry.id}` ({entry.kind}) {entry.name} line {entry.lines[0]}; {why}{others}"


def _unasked(lines: list[Line]) -> list[str]:
    unasked = [line for line in lines if line.failed is not None]
    return [f"Not asked: {len(unasked)}", *(f"- `{line.entry.id}`: {line.failed}" for line in unasked), ""]


def _unanswered(asked: list[Line]) -> list[str]:
    failed = [(line, reply) for line in asked for reply in line.replies if reply.failed]
    return [f"No answer: {len(failed)}", *(f"- `{line.entry.id}`: {reply.failed}" for line, reply in failed)]
