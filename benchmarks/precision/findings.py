"""smoke's findings on real packages, with what a person who read each of them said.

    judged.jsonl, one object a line:
    {"package": "networkx", "rule": "undefined-name", "module": "networkx.drawing.nx_pylab",
     "function": "CurvedArrowTextBase.__init__", "name": "plt", "verdict": "true",
     "why": "CurvedArrowText(…) raises: nothing binds plt"}

`verdict` is "true" or "false"; a finding without an entry is open. Versions and lines are
not part of the key, so a judgement outlives a new pin.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

JUDGED = Path(__file__).with_name("judged.jsonl")
NAME_RULES = (
    "undefined-name",
    "type-checking-name",
    "deleted-name",
    "unbound-local",
    "missing-attribute",
    "unresolved-import",
    "undefined-export",
)
REPORTED_RULES = (*NAME_RULES, "missing-submodule")  # what the peers have rules for as well
READ_RULES = (*NAME_RULES, "broken-entry-point", "lazy-import-failed")  # all that fail later than the import
Key = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Judgement:
    """What a person said about one finding."""

    verdict: str
    why: str


@dataclass(frozen=True)
class Finding:
    """One error-level finding of smoke in one package."""

    package: str
    version: str
    rule: str
    module: str
    function: str
    name: str
    line: int
    source: str
    message: str

    @property
    def key(self) -> Key:
        """What a judgement is filed under."""
        return (self.package, self.rule, self.module, self.function, self.name)


def read_findings(report: Any, package: str, version: str) -> list[Finding]:
    """The error-level findings of one JSON report, with the source line of each."""
    return [
        Finding(
            package,
            version,
            item["rule"],
            item["module"],
            item.get("function") or "",
            item.get("name") or "",
            item.get("line") or 0,
            _source(item.get("path"), item.get("line")),
            item["message"],
        )
        for item in report["findings"]
        if item["severity"] == "error"
    ]


def read_judgements(path: Path = JUDGED) -> dict[Key, Judgement]:
    """The judgements, by the key of their finding."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    entries = [json.loads(line) for line in lines if line.strip()]
    return {
        (raw["package"], raw["rule"], raw["module"], raw["function"], raw["name"]): Judgement(
            raw["verdict"], raw["why"]
        )
        for raw in entries
    }


def write_findings(findings: list[Finding], judged: dict[Key, Judgement]) -> str:
    """A Markdown table of the name findings, the judgement in the last column."""
    text = ["| package | place | code | rule | judgement |", "|---|---|---|---|---|"]
    for finding in findings:
        judgement = judged.get(finding.key)
        said = f"{judgement.verdict}: {judgement.why}" if judgement else "open"
        place = f"`{finding.module}:{finding.line}` {finding.function}"
        cells = [f"{finding.package} {finding.version}", place, f"`{finding.source}`", finding.rule, said]
        text.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(text) + "\n"


def write_page(findings: list[Finding], judged: dict[Key, Judgement], packages: int, modules: int) -> str:
    """The page of what was read: true findings, false alarms, open ones."""
    findings = [finding for finding in findings if finding.rule in READ_RULES]
    findings = list({finding.key: finding for finding in reversed(findings)}.values())[::-1]
    said = {finding: judged[finding.key].verdict for finding in findings if finding.key in judged}
    groups = {
        "True": [finding for finding in findings if said.get(finding) == "true"],
        "False alarms": [finding for finding in findings if said.get(finding) == "false"],
        "Not read yet": [finding for finding in findings if finding not in said],
    }
    counts = ", ".join(f"{len(group)} {title.lower()}" for title, group in groups.items())
    rules = ", ".join(
        f"{number} {rule}" for rule, number in Counter(each.rule for each in findings).most_common()
    )
    text = [
        _HEADING.format(
            packages=packages, modules=modules, findings=len(findings), counts=counts, rules=rules
        )
    ]
    for title, group in groups.items():
        if group:
            text.append(f"## {title}\n\n{write_findings(group, judged)}")
    return "\n".join(text)


_HEADING = """# Findings in current releases

Every finding at error level about what fails after the import, in {packages} packages
({modules} modules), each package in an environment of its own with what it requires: {findings}
names, {counts}. *True* means that reaching the line raises; the last column says how to get
there. Where a function loads the name several times, the first line is shown. Written by
`python -m benchmarks.precision --tools smoke --findings FILE` from `precision/judged.jsonl`.

By rule: {rules}.
"""


def _source(path: str | None, line: int | None) -> str:
    if not path or not line:
        return ""
    try:
        lines = Path(path).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return lines[line - 1].strip()[:120] if 0 < line <= len(lines) else ""
