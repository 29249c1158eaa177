"""The pyright engine, through basedpyright (which pip installs whole): undefined, unbound and
possibly unbound names, unknown names of modules, `__all__`, imports that do not resolve.
All else is switched off."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.answers import Answer, Question
from benchmarks.tools.running import read_json, relative, run

RULES = (
    "reportUndefinedVariable",
    "reportUnboundVariable",
    "reportPossiblyUnbound",
    "reportAttributeAccessIssue",
    "reportUnsupportedDunderAll",
    "reportMissingImports",
)
ABOUT_MODULES = ("of module", "import symbol")


def ask(question: Question, peers: Path) -> list[Answer]:
    """What pyright says about the files."""
    major, minor = question.version
    settings = {
        "include": [str((question.sources / file).resolve()) for file in question.files],
        "exclude": [],
        "ignore": [],
        "extraPaths": [str(question.sources.resolve())],
        "pythonVersion": f"{major}.{minor}",
        "pythonPlatform": "Linux",
        "typeCheckingMode": "off",
        "failOnWarnings": False,
        **dict.fromkeys(RULES, "error"),
    }
    # The settings' folder is the root of the project, and paths outside of it are not looked at.
    project = question.sources / "pyrightconfig.json"
    project.write_text(json.dumps(settings))
    command = [str(peers / "basedpyright"), "--project", str(project), "--outputjson"]
    command += ["--pythonpath", str(question.python)]
    found: Any = read_json(run(command, question), "basedpyright")
    return [_answer(item, question) for item in found["generalDiagnostics"] if _counts(item)]


def _answer(item: dict[str, Any], question: Question) -> Answer:
    line = item["range"]["start"]["line"] + 1
    return Answer(relative(item["file"], question), line, item["rule"], item["message"])


def _counts(item: dict[str, Any]) -> bool:
    if item.get("rule") == "reportAttributeAccessIssue":
        return any(word in item["message"] for word in ABOUT_MODULES)
    return item.get("rule") in RULES
