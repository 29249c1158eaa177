"""Runs smoke over the cases: all that can share a run do, and no run is made twice.

One process tree checks some hundred modules as fast as one, so a run takes every case with the
same options whose import names do not clash. The cases are copied first: what cannot be
committed is made in the copy, and nothing is left in the checkout.
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import casebook
import interpreters
from casebook import Case, Making

ALL = {case.id: case for case in casebook.read()}
LONGEST_RUN = 400  # seconds; far beyond what a loaded machine needs


@dataclass(frozen=True)
class Run:
    """What one run of smoke over one batch of cases printed."""

    places: dict[str, Path]  # case id to the root its paths are relative to
    status: int
    answer: dict[str, Any]

    def modules_of(self, case: Case) -> dict[str, str]:
        """Module name to outcome."""
        mine = [one for one in self.answer["modules"] if self._belongs(one["path"], one["name"], case)]
        assert len({one["name"] for one in mine}) == len(mine), "a module has more than one result"
        return {one["name"]: one["outcome"] for one in mine}

    def findings_of(self, case: Case, *, key: str = "findings") -> list[dict[str, Any]]:
        """The findings whose file, or else module, is one of the case's."""
        mine = [one for one in self.answer[key] if self._belongs(one["path"], one["module"], case)]
        return [{**one, "path": self._relative(one["path"], case)} for one in mine]

    def _belongs(self, path: str | None, module: str, case: Case) -> bool:
        if module.partition(".")[0] in case.tops:
            return True
        return path is not None and case.alone and Path(path).is_relative_to(self.places[case.id])

    def _relative(self, path: str | None, case: Case) -> str | None:
        place = self.places[case.id]
        inside = path is not None and Path(path).is_relative_to(place)
        return Path(path).relative_to(place).as_posix() if inside and path else path


class Runs:
    """The runs of smoke that the tests look at; each is made once, by whoever asks first.

    `folder` may be shared by several processes (the workers of pytest-xdist): a lock lets the
    others wait for the run that one of them makes. The two strategies check the same copy, so
    that their answers can be compared to the letter.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[Path, dict[str, Any]] = {}

    def of(self, case: Case, version: str, strategy: str) -> Run:
        """The run that holds `case`."""
        batches = _batches(version)
        number = next(number for number, batch in enumerate(batches) if case in batch)
        folder = self._folder / f"{number}-{version}"
        answer = self._answer(batches[number], version, strategy, folder)
        assert "report" in answer, answer["failed"]
        places = {one.id: root_of(one, _place(one, folder)).resolve() for one in batches[number]}
        return Run(places, answer["status"], answer["report"])

    def python(self, version: str) -> str:
        """An interpreter of `version` with nothing installed."""
        with self._lock(self._folder / f"python-{version}"):
            return interpreters.bare(version, self._folder)

    def first_of_each_batch(self, version: str) -> list[Case]:
        """One case for each run that is made on this version."""
        return [batch[0] for batch in _batches(version)]

    def _answer(self, batch: tuple[Case, ...], version: str, strategy: str, folder: Path) -> dict[str, Any]:
        file = folder.with_name(f"{folder.name}-{strategy}.json")
        if file not in self._read:
            python = self.python(version)
            with self._lock(folder):
                if not file.exists():
                    file.write_text(json.dumps(_run(batch, python, strategy, folder)))
            self._read[file] = json.loads(file.read_text())
        return self._read[file]

    @contextlib.contextmanager
    def _lock(self, path: Path) -> Iterator[None]:
        with path.with_name(path.name + ".lock").open("w") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            yield


@functools.cache
def _batches(version: str) -> tuple[tuple[Case, ...], ...]:
    """Cases that can share a run: the same options, no settings of their own, no import name twice."""
    batches: list[list[Case]] = []
    for case in ALL.values():
        if not case.when.holds(version):
            continue
        for batch in batches:
            if _fits(case, batch):
                batch.append(case)
                break
        else:
            batches.append([case])
    return tuple(tuple(batch) for batch in batches)


def _fits(case: Case, batch: list[Case]) -> bool:
    if case.alone or batch[0].alone or case.options != batch[0].options:
        return False
    return not any(case.tops & other.tops for other in batch)


def _run(batch: tuple[Case, ...], python: str, strategy: str, folder: Path) -> dict[str, Any]:
    """`{"status": 0, "report": {…}}`, or `{"failed": "why"}` if smoke did not write a report."""
    if not folder.exists():
        for case in batch:
            _copy(case, _place(case, folder), python)
    copies = [_place(case, folder) for case in batch]
    targets = [] if batch[0].alone else [str(copy.relative_to(folder)) for copy in copies]
    command = [sys.executable, "-m", "smoke", *targets, "--isolation", strategy]
    command += ["--python", python, "--output-format", "json", "--no-progress", "--no-cache"]
    command += batch[0].options
    cwd = copies[0] if batch[0].alone else folder
    done = subprocess.run(
        command, cwd=cwd, env=environment(), capture_output=True, text=True, timeout=LONGEST_RUN
    )
    if not done.stdout.startswith("{"):  # status 3 with a report is a failure of one case, not of all
        return {"failed": f"exit status {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"}
    return {"status": done.returncode, "report": json.loads(done.stdout)}


def _place(case: Case, folder: Path) -> Path:
    return folder / case.id.partition("/")[0] / case.source.name


def environment() -> dict[str, str]:
    return {
        key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "COV", "SMOKE_"))
    }


def root_of(case: Case, place: Path) -> Path:
    """What the case's paths are relative to: the folder that goes on the child's sys.path."""
    packaged = place.is_file() or (place / "__init__.py").exists()
    return place.parent if packaged else place


def importable_from(case: Case) -> str:
    root = root_of(case, case.source)
    return str(root / "src" if (root / "src").is_dir() else root)


def _copy(case: Case, copy: Path, python: str) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    if case.source.is_file():
        shutil.copy(case.source, copy)
    else:
        shutil.copytree(case.source, copy, ignore=shutil.ignore_patterns("__pycache__"))
    for making in case.makings:
        _make(making, root_of(case, copy) / making.path, python)


def _make(making: Making, path: Path, python: str) -> None:
    if making.kind == "link":
        path.symlink_to(str(making.target))
    elif making.kind == "fifo":
        os.mkfifo(path)
    elif making.kind == "bytecode":
        _ask(
            python, f"import py_compile; py_compile.compile({str(path)!r}, {str(path) + 'c'!r}, doraise=True)"
        )
        path.unlink()
    elif making.kind == "extension":
        shutil.copy(_ask(python, f"import {path.name}; print({path.name}.__file__)"), path.parent)
    else:
        raise ValueError(f"nothing is known about making a {making.kind!r}")


def _ask(python: str, code: str) -> str:
    run = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    return run.stdout.strip()
