"""One file for each output format; `write` picks it by the settings.

Contract: a reporter gets a finished report, decides nothing, and gives the same bytes for
the same report (times aside). What the checked package wrote (messages, names, source
lines, output) is shown, never obeyed: no control character reaches a terminal and nothing
is read as markup. Paths in text are relative to the current folder where they lie below it;
in JSON they are as found.
"""

from __future__ import annotations

from smoke.model import Report, Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

FORMATS = ("full", "concise", "json")


def write(report: Report, settings: Settings, stream: TextIO) -> None:
    """Write the report to the stream in the format of the settings."""
    if settings.output_format == "json":
        from smoke.reporters import json_document as reporter
    elif settings.output_format == "concise":
        from smoke.reporters import concise as reporter  # type: ignore[no-redef]  # one of the three
    else:
        from smoke.reporters import full as reporter  # type: ignore[no-redef]
    reporter.write(report, settings, stream)
