"""smoke itself, through its command line: every finding about a name, an import or an entry
point, as it comes. It must be installed in the environment that runs the benchmark."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Any

import smoke
from benchmarks.answers import Answer, Question, ToolFailed
from benchmarks.tools.running import read_json, run

GIVEN_REPORT = (0, 1, 3)  # 3: smoke itself failed on some module, and says so in the report


def ask(question: Question, peers: Path) -> list[Answer]:
    """What smoke finds in the modules of the question.

    Raises: ToolFailed when smoke itself failed on one of them; that is no answer.
    """
    found = report(question)
    failed = [item for item in found["modules"] if item["outcome"] == "probe-failed"]
    if failed:
        raise ToolFailed(f"smoke failed on {failed[0]['name']}: {failed[0]['detail']}")
    return answers(found, question)


def report(question: Question) -> Any:
    """smoke's JSON report."""
    targets = [str(question.sources / file) for file in question.files] if question.in_place else []
    whole = [f"dist:{question.distribution}"] if question.distribution else []
    targets = targets or [*question.modules, *whole]
    command = [sys.executable, "-m", "smoke", *targets, "--python", str(question.python)]
    command += ["--isolation", "auto", "--output-format", "json", "--no-progress", "--no-cache"]
    return read_json(run(command, question, good=GIVEN_REPORT), "smoke")


def answers(found: Any, question: Question) -> list[Answer]:
    """The findings of a report as answers."""
    return [
        Answer(
            _inside(item.get("path") or "", question),
            item.get("line") or 0,
            item["rule"],
            item["message"],
            item["severity"],
            name=item.get("name"),
        )
        for item in found["findings"]
    ]


def key() -> str:
    """A digest of smoke's own code: kept answers of another state of it do not count."""
    folder = Path(smoke.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.read_bytes())
    return f"smoke-{digest.hexdigest()[:12]}"


def _inside(path: str, question: Question) -> str:
    """The path below the sources or the checked environment's site-packages."""
    for folder in (question.sources, *question.python.parent.parent.glob("lib/python*/site-packages")):
        if Path(path).is_relative_to(folder.resolve()):
            return Path(path).relative_to(folder.resolve()).as_posix()
    return path
