"""Real runs of pytest with the plugin, in a process of their own, and what they reported."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 300  # seconds that no run needs


@dataclass(frozen=True)
class Case:
    """One test case of the JUnit XML."""

    outcome: str  # "passed", "failed", "error" or "skipped"
    message: str
    text: str
    properties: tuple[tuple[str, str], ...]

    def named(self, name: str) -> list[str]:
        """The values of a property."""
        return [value for key, value in self.properties if key == name]

    @property
    def findings(self) -> list[tuple[str, str, str]]:
        """(rule, file, line) of each finding; "" for what a finding does not have."""
        found: list[list[str]] = []
        for key, value in self.properties:
            if key == "rule":
                found.append([value, "", ""])
            elif key in ("file", "line"):
                found[-1][1 if key == "file" else 2] = value
        return sorted((rule, file, line) for rule, file, line in found)


@dataclass(frozen=True)
class Run:
    """What became of one run."""

    status: int
    out: str
    cases: Mapping[str, Case] = field(default_factory=dict)  # by class name and name; each is there once

    @property
    def modules(self) -> dict[str, str]:
        """Outcome of the items that are modules."""
        prefix = "import-smoke."
        ours = {name: case for name, case in self.cases.items() if name.startswith(prefix)}
        return {name.removeprefix(prefix): case.outcome for name, case in ours.items()}

    def module(self, name: str) -> Case:
        """The case of one module."""
        return self.cases[f"import-smoke.{name}"]


def environment(**more: str) -> dict[str, str]:
    """The surroundings of a run: nothing of the run that this test is part of."""
    strange = ("PYTEST", "PYTHON", "COV", "TOX", "XDIST")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(strange)}
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1", **more}


def command(*arguments: str) -> list[str]:
    """pytest with this interpreter, without a terminal's colours."""
    return [sys.executable, "-m", "pytest", "--color=no", *arguments]


def run(folder: Path, *arguments: str, cached: bool = False) -> Run:
    """One run in a folder; every case must be reported exactly once."""
    report = folder.parent / f"{folder.name}.junit.xml"
    report.unlink(missing_ok=True)
    more = [f"--junitxml={report}", *([] if cached else ["-p", "no:cacheprovider"])]
    whole = command(*arguments, *more)
    done = subprocess.run(
        whole, cwd=folder, env=environment(), capture_output=True, text=True, timeout=PATIENCE
    )
    cases: dict[str, Case] = {}
    for element in ET.parse(report).iter("testcase") if report.exists() else ():
        name = f"{element.get('classname')}.{element.get('name')}"
        assert name not in cases, f"{name} was reported twice"
        cases[name] = _case(element)
    return Run(done.returncode, done.stdout + done.stderr, cases)


def _case(element: ET.Element) -> Case:
    properties = tuple((one.get("name", ""), one.get("value", "")) for one in element.iter("property"))
    for tag, outcome in (("failure", "failed"), ("error", "error"), ("skipped", "skipped")):
        found = element.find(tag)
        if found is not None:
            return Case(outcome, found.get("message", ""), found.text or "", properties)
    return Case("passed", "", "", properties)
