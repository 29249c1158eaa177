"""One JSON object for each line of the log, with the place that wrote it."""

from __future__ import annotations

import json
import logging
import sys


class JsonFormatter(logging.Formatter):
    """What the log collector of the service reads."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        return json.dumps(
            {
                "severity": record.levelname,
                "message": record.getMessage(),
                "module": record.name,
                "function": record.funcName,
                "line": record.lineno,
            }
        )


def start() -> None:
    """Send everything from INFO on to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
