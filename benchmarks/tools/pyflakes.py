"""pyflakes: undefined names, undefined names in `__all__`, locals read before they are bound.
"unable to detect undefined names" (star imports) names nothing and is left out."""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks.answers import Answer, Question
from benchmarks.tools.running import relative, run

_LINE = re.compile(r"^(?P<path>.+?):(?P<line>\d+):(?:\d+:?)? (?P<message>.*)$")
_RULES = {
    "undefined name": "undefined-name",
    "local variable": "undefined-local",  # "... referenced before assignment"
}


def ask(question: Question, peers: Path) -> list[Answer]:
    """What pyflakes says about the files."""
    output = run([str(peers / "python"), "-m", "pyflakes", *question.files], question)
    matches = [match for match in map(_LINE.match, output.splitlines()) if match]
    return [
        Answer(relative(match["path"], question), int(match["line"]), rule, match["message"])
        for match in matches
        for start, rule in _RULES.items()
        if match["message"].startswith(start) and "never used" not in match["message"]
    ]
