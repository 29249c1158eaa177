"""`json`: the whole report as one document, format 1.

*Shape*: CONTRACT section 4. Additions to it: `suppressed` (findings with `by` and `reason`),
`stopped` and, in the summary, `reused` (results from the cache); `detail` of a finding is the text that the
full format shows below it, `exception` what Python would say, `reached` (with `--match` and `-v`) the
chains of calls that lead to it, each a list of {"module", "function", "path", "line", "possible"} from an
entry on.
"""

from __future__ import annotations

import json

from smoke.dataclass import fields
from smoke.model import Finding, InterpreterRun, Report, Result, Settings
from smoke.reporters.counters import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TextIO

FORMAT = 1


def write(report: Report, settings: Settings, stream: TextIO) -> None:
    """The report as JSON, ASCII only, one line for each module and finding, with a newline at the end."""
    members = (f"  {json.dumps(key)}: {_value(value)}" for key, value in document(report).items())
    stream.write("{\n" + ",\n".join(members) + "\n}\n")


def document(report: Report) -> dict[str, Any]:
    """The report as objects of JSON."""
    return {
        "format": FORMAT,
        "tool": {"name": "import-smoke", "version": report.version},
        "interpreters": [_interpreter(run) for run in report.runs],
        "summary": {
            **_fields(count(report)),
            "reused": sum(run.reused for run in report.runs),
            "seconds": round(report.seconds, 3),
        },
        "modules": [_module(run, result) for run in report.runs for result in run.results],
        "findings": [_finding(finding) for finding in report.findings],
        "suppressed": [
            {**_finding(one.finding), "by": one.by, "reason": one.reason} for one in report.suppressed
        ],
        "stopped": report.stopped,
    }


def _fields(instance: Any) -> dict[str, Any]:
    return {each.name: getattr(instance, each.name) for each in fields(instance)}


def _value(value: Any) -> str:
    """One member's value; with an indent of its own, Python would write a large report ten times slower."""
    if not isinstance(value, list) or not value:
        return json.dumps(value)
    return "[\n" + ",\n".join(f"    {json.dumps(each)}" for each in value) + "\n  ]"


def _interpreter(run: InterpreterRun) -> dict[str, Any]:
    one = run.interpreter
    return {
        "id": one.id,
        "executable": one.executable,
        "version": one.version,
        "implementation": one.implementation,
    }


def _module(run: InterpreterRun, result: Result) -> dict[str, Any]:
    return {
        "name": result.module.name,
        "interpreter": run.interpreter.id,
        "path": result.module.path,
        "outcome": result.outcome.value,
        "isolation": result.isolation.value,
        "seconds": round(result.seconds, 3),
        "detail": result.detail,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "interpreter": finding.interpreter,
        "module": finding.module,
        "function": finding.function,
        "name": finding.name,
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "end_line": finding.end_line,
        "end_column": finding.end_column,
        "message": finding.message,
        "help": finding.help,
        "detail": finding.detail,
        "fingerprint": finding.fingerprint,
        "exception": finding.exception,
        "reached": [[_fields(link) for link in chain] for chain in finding.reached],
    }
