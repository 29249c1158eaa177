"""The service of the incident, before and after its fix: one source tree, one line apart.

`tests/netra/netra_backend` is the service as it is after the fix. `grow` writes it somewhere, with
the import or without; nothing else differs. What the tests know about the incident itself is
here as well: the log record that misled everybody.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import selectors
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

SOURCE = Path(__file__).resolve().parent / "netra" / "netra_backend"
AUTH = "netra_backend/app/websocket_core/unified_websocket_auth.py"
AUTH_MODULE = "netra_backend.app.websocket_core.unified_websocket_auth"
ENDPOINT_MODULE = "netra_backend.app.routes.websocket"
FIX = "import time\n"
MESSAGE = "name 'time' is not defined"
# As the log of the incident had it: the place is where the exception was caught, not where it was raised.
RECORD = json.dumps(
    {
        "severity": "ERROR",
        "message": f"WebSocket error: {MESSAGE}",
        "module": ENDPOINT_MODULE,
        "function": "websocket_endpoint",
        "line": 1293,
    }
)
PATIENCE = 120  # seconds that a healthy process never needs


@dataclass(frozen=True)
class Service:
    """A running server."""

    port: int
    log: Path

    def records(self) -> list[dict[str, Any]]:
        """What it has logged so far."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]


def grow(folder: Path, *, fixed: bool) -> Path:
    """Write the service below `folder`, which is given back."""
    shutil.copytree(SOURCE, folder / "netra_backend", ignore=shutil.ignore_patterns("__pycache__"))
    path = folder / AUTH
    text = path.read_text(encoding="utf-8")
    assert text.splitlines(keepends=True).count(FIX) == 1
    if not fixed:
        path.write_text(text.replace(f"\n{FIX}", "\n"), encoding="utf-8")
    return folder


def smoke(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What the command says about the service in `tree`."""
    command = [sys.executable, "-m", "smoke", "./netra_backend", "--no-progress", *arguments]
    return subprocess.run(
        command, cwd=tree, env=environment(), capture_output=True, text=True, timeout=PATIENCE
    )


def findings(tree: Path, *arguments: str) -> list[dict[str, Any]]:
    """The findings about the service in `tree`."""
    found: list[dict[str, Any]] = json.loads(smoke(tree, "--output-format", "json", *arguments).stdout)[
        "findings"
    ]
    return found


def environment(**more: object) -> dict[str, str]:
    """The surroundings of a child process: nothing of the tests' own, no proxy."""
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "COV", "NETRA_"))
    }
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1", **{key: str(value) for key, value in more.items()}}


@contextlib.contextmanager
def imported(tree: Path) -> Iterator[ModuleType]:
    """The authentication module of `tree`, in this process, for as long as the block lasts."""
    sys.path.insert(0, str(tree))
    importlib.invalidate_caches()
    try:
        yield importlib.import_module(AUTH_MODULE)
    finally:
        sys.path.remove(str(tree))
        for name in [name for name in sys.modules if name.partition(".")[0] == "netra_backend"]:
            del sys.modules[name]


@contextlib.contextmanager
def serving(tree: Path, log: Path, **settings: object) -> Iterator[Service]:
    """The service of `tree` in a process of its own, on a free port of the loopback interface."""
    named = {f"NETRA_{name.upper()}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "netra_backend.app.main"]
    with log.open("w") as errors:
        process = subprocess.Popen(
            command, cwd=tree, env=environment(**named), stdout=subprocess.PIPE, stderr=errors, text=True
        )
    try:
        yield Service(int(_first_line(process).split()[-1]), log)
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert process.stdout is not None
        process.stdout.close()


def _first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        assert selector.select(PATIENCE), "the server says nothing"
    return process.stdout.readline()
