"""A small project whose modules write down that they were run, and runs of the command over it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trees import grow

TELLS = 'import os\nwith open(os.environ["RAN"], "a") as _stream:\n    _stream.write(__name__ + "\\n")\n'
VOLATILE = ("seconds", "isolation", "reused")


@dataclass(frozen=True)
class Ran:
    """What one run printed, and which modules were executed for it."""

    status: int
    report: dict[str, Any]
    notes: str
    modules: Counter[str]

    def outcome(self, name: str) -> str:
        return next(str(one["outcome"]) for one in self.report["modules"] if one["name"] == name)

    @property
    def reused(self) -> int:
        return int(self.report["summary"]["reused"])

    @property
    def said(self) -> dict[str, Any]:
        """The report without times and ways."""
        return {key: _without(value) for key, value in self.report.items()}


@dataclass(frozen=True)
class Project:
    """A folder with the package `shop`, and beside it the file in which its modules write."""

    folder: Path

    def write(self, files: Mapping[str, str]) -> None:
        """Write modules that tell when they run."""
        grow(self.folder, {name: TELLS + text for name, text in files.items()})

    def run(self, *options: str, target: str = "shop", env: Mapping[str, str] | None = None) -> Ran:
        """Run smoke over the package."""
        ran = self.folder.parent / "ran"
        ran.write_text("")
        done = subprocess.run(
            self.command(*options, target=target),
            cwd=self.folder,
            env=self.environment(env),
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.stdout, done.stderr
        modules = Counter(ran.read_text().split())
        return Ran(done.returncode, json.loads(done.stdout), done.stderr, modules)

    def command(self, *options: str, target: str = "shop") -> list[str]:
        return [sys.executable, "-m", "smoke", f"./{target}", "--output-format", "json", *options]

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        return {**os.environ, "RAN": str(self.folder.parent / "ran"), **(more or {})}

    @property
    def cache(self) -> Path:
        return self.folder / ".smoke_cache"


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without(each) for key, each in value.items() if key not in VOLATILE}
    return [_without(each) for each in value] if isinstance(value, list) else value
