"""pylint: its checks of names, imports and `__all__`; of `no-member` only what concerns modules
("Module 'x' has no 'y' member"), which is what the corpus has. It runs on its own
Python (3.11) and resolves imports from the sources and the checked site-packages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.answers import Answer, Question
from benchmarks.tools.running import read_json, relative, run

CHECKS = (
    "undefined-variable,used-before-assignment,possibly-used-before-assignment,undefined-all-variable,"
    "undefined-loop-variable,no-name-in-module,no-member,import-error"
)
GIVEN_ANSWERS = range(32)  # a bit mask of what was found; 32 is a usage error


def ask(question: Question, peers: Path) -> list[Answer]:
    """What pylint says about the files."""
    major, minor = question.version
    site = _site(question)
    hook = f"import sys; sys.path[:0] = [{str(question.sources)!r}, {site!r}]"
    command = [str(peers / "python"), "-m", "pylint", "--rcfile=/dev/null", "--disable=all"]
    command += [f"--enable={CHECKS}", f"--py-version={major}.{minor}", "--output-format=json"]
    command += ["--persistent=n", "--score=n", f"--init-hook={hook}", *question.files]
    found: Any = read_json(run(command, question, good=GIVEN_ANSWERS), "pylint")
    return [
        Answer(relative(item["path"], question), item["line"], item["symbol"], item["message"])
        for item in found
        if item["symbol"] in CHECKS.split(",")
        and (item["symbol"] != "no-member" or item["message"].startswith("Module "))
    ]


def _site(question: Question) -> str:
    major, minor = question.version
    return str(question.python.parent.parent / "lib" / f"python{major}.{minor}" / "site-packages")
