"""ruff: F821 undefined name, F822 undefined export, F823 local read too early, TC004
import under TYPE_CHECKING that is used at run time (reported at the import, so any line
counts). F405 ("may be undefined, or defined from star imports") is left out: it stands on
every use of a star import, good or bad. With --preview, since F822 skips `__init__.py` without."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.answers import Answer, Question
from benchmarks.tools.running import read_json, relative, run

RULES = "F821,F822,F823,TC004"


def ask(question: Question, peers: Path) -> list[Answer]:
    """What ruff says about the files."""
    major, minor = question.version
    command = [str(peers / "ruff"), "check", "--isolated", "--no-cache", "--preview"]
    command += ["--select", RULES, "--target-version", f"py{major}{minor}"]
    command += ["--output-format", "json", *question.files]
    found: Any = read_json(run(command, question), "ruff")
    return [
        Answer(
            relative(item["filename"], question),
            item["location"]["row"],
            item["code"],
            item["message"],
            anywhere=item["code"] == "TC004",
        )
        for item in found
        if item["code"] in RULES.split(",")  # a syntax error comes without one of them
    ]
