"""Answers that are kept in the cache folder: asked once, however often the benchmark is run."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic

from benchmarks.answers import Answer, Question, ToolFailed
from benchmarks.tools import Tool


@dataclass(frozen=True)
class Reply:
    """What one tool said to one question, or why it said nothing."""

    tool: str
    answers: tuple[Answer, ...]
    failed: str | None
    seconds: float


class KeptReplies:
    """The replies below one cache folder."""

    def __init__(self, cache: Path, peers: Path, *, again: bool = False) -> None:
        self._folder = cache.resolve() / "replies"
        self._peers = peers
        self._again = again

    def ask(self, tool: Tool, question: Question, about: str) -> Reply:
        """The tool's reply; `about` names the question and everything that its answer depends on."""
        digest = hashlib.sha256(json.dumps([about, tool.key(), question.files]).encode()).hexdigest()[:16]
        path = self._folder / tool.name / f"{digest}.json"
        if path.exists() and not self._again:
            raw = json.loads(path.read_text())
            answers = tuple(Answer(**answer) for answer in raw["answers"])
            return Reply(tool.name, answers, raw["failed"], raw["seconds"])
        reply = self._ask(tool, question)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"about": about, **asdict(reply)}, indent=1))
        return reply

    def _ask(self, tool: Tool, question: Question) -> Reply:
        question.scratch.mkdir(parents=True, exist_ok=True)
        start = monotonic()
        try:
            answers, failed = tuple(tool.ask(question, self._peers)), None
        except ToolFailed as reason:
            answers, failed = (), str(reason)
        return Reply(tool.name, answers, failed, round(monotonic() - start, 2))
