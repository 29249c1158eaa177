"""mypy, twice: as it comes, and with --check-untyped-defs and possibly-undefined switched on.
Errors about names, names of modules and imports count. `--follow-imports=silent`: other
files are read, only the asked ones are reported. A file that stops mypy altogether (a
syntax error) is taken out and mypy is asked again."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from benchmarks.answers import Answer, Question, ToolFailed
from benchmarks.tools.running import relative, run

CODES = (
    "name-defined",
    "attr-defined",
    "used-before-def",
    "possibly-undefined",
    "import-not-found",
    "import",
)
OLDEST = (3, 10)  # PYVERSIONS: the oldest --python-version that this mypy knows
UNTYPED = ("--check-untyped-defs", "--enable-error-code=possibly-undefined")
BLOCKING = 2


def ask(question: Question, peers: Path) -> list[Answer]:
    """What mypy says about the files with its defaults."""
    return _ask(question, peers, ())


def ask_untyped(question: Question, peers: Path) -> list[Answer]:
    """What mypy says about the files when it also looks into functions without annotations."""
    return _ask(question, peers, UNTYPED)


def _ask(question: Question, peers: Path, options: tuple[str, ...]) -> list[Answer]:
    files = list(question.files)
    follow = "silent"
    for _ in range(12):
        found = _run(question, peers, options, files, follow)
        blocker = next((item for item in found if item["code"] == "syntax"), None)
        if blocker is None:
            return [answer for item in found if (answer := _answer(item, question))]
        path = relative(blocker["file"], question)
        if path not in files:
            follow = "skip"  # the blocker is a file that an import leads to
        files = [file for file in files if file != path]
        if not files:
            return []
    raise ToolFailed("mypy stops at a syntax error in every round")


def _run(
    question: Question, peers: Path, options: tuple[str, ...], files: list[str], follow: str
) -> list[dict[str, Any]]:
    major, minor = max(question.version, OLDEST)
    command = [str(peers / "python"), "-m", "mypy", "--config-file=", "--output=json", "--no-error-summary"]
    command += [f"--python-executable={question.python}", f"--python-version={major}.{minor}"]
    command += [f"--cache-dir={question.scratch / 'mypy'}", f"--follow-imports={follow}"]
    command += ["--explicit-package-bases", "--no-silence-site-packages", *options, *files]
    output = run(command, question, good=(0, 1, BLOCKING))
    lines = [line for line in output.splitlines() if line.strip()]
    if lines and not any(line.startswith("{") for line in lines):
        raise ToolFailed(f"mypy: {lines[-1][:300]}")
    return [json.loads(line) for line in lines if line.startswith("{")]


def _answer(item: dict[str, Any], question: Question) -> Answer | None:
    if item["severity"] != "error" or item["code"] not in CODES:
        return None
    if item["code"] == "attr-defined" and not re.match(r"Module\b", item["message"]):
        return None  # an attribute of an object: another question
    return Answer(relative(item["file"], question), item["line"], item["code"], item["message"])
