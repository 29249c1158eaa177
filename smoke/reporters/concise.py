"""`concise`: one line for each finding, `path:line:column: rule message`, for editors and grep."""

from __future__ import annotations

import os

from smoke.model import Report, Settings
from smoke.reporters import printable
from smoke.reporters.counters import probe_failures, summary_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO


def write(report: Report, settings: Settings, stream: TextIO) -> None:
    """One line for each finding and for each module that smoke failed to check, then the counters."""
    folder = os.getcwd()
    several = len(report.runs) > 1
    for finding in report.findings:
        ending = f" [{finding.interpreter}]" if several else ""
        message = printable.safe(" ".join(finding.message.split()))
        stream.write(f"{printable.place(finding, folder)}: {finding.rule} {message}{ending}\n")
    failures = probe_failures(report)
    for interpreter, result in failures:
        where = printable.path(result.module.path or result.module.name, folder)
        ending = f" [{interpreter}]" if several else ""
        stream.write(f"{where}: probe-failed {printable.safe(result.detail or '')}{ending}\n")
    if report.findings or failures or settings.verbosity >= 0:
        stream.writelines(f"{line}\n" for line in summary_lines(report))
