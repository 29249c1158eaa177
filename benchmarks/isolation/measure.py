"""One package measured: smoke cold and warm, a fresh interpreter for each module, one process for all."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.answers import ToolFailed
from benchmarks.isolation.processes import Usage, run

_REPORTED = (0, 1, 3)  # exit statuses with a report; 3: smoke itself failed on a module, which is in it

_COMPARED = ("rule", "function", "name", "path", "line", "column", "message")  # of a finding

# Opens a browser; runs for minutes and is no library; interactive programs that need a display.
NOT_ASKED = {"antigravity", "test", "idlelib", "turtledemo"}


@dataclass(frozen=True)
class Measured:
    """All figures of one package, or why there are none."""

    package: str
    modules: int = 0
    failed: str | None = None
    cold: tuple[Usage, ...] = ()  # one for each round
    together: tuple[Usage, ...] = ()  # one process importing everything, the same
    warm: Usage | None = None  # nothing changed since the run before
    fresh: Usage | None = None
    cold_memory: int = 0
    together_memory: int = 0
    isolation: dict[str, int] | None = None  # how many modules started in which way, cold
    differences: tuple[str, ...] = ()  # to the fresh run: outcomes and findings
    sampled: int = 0  # how many modules that run had; the time is that of all in proportion


@dataclass(frozen=True)
class Subject:
    """What is to be measured, and how."""

    package: str
    python: Path
    folder: Path  # for what is written on the way
    jobs: int
    rounds: int
    parts: Collection[str]  # of "warm", "fresh", "memory"
    bytecode: bool = True  # whether the package has been compiled
    sample: int | None = None  # so many modules at least run fresh of a package of three times as many

    @property
    def targets(self) -> list[str]:
        """What smoke is given."""
        return _standard_library(self.python) if self.package == "stdlib" else [self.package]


def measure(subject: Subject, say: Callable[[str], None]) -> Measured:
    """Every measurement of one package, one after the other."""
    subject.folder.mkdir(parents=True, exist_ok=True)
    cold, together = [], []
    report: Any = None
    for number in range(subject.rounds):
        usage, report = _smoke(subject, "--no-cache")
        cold.append(usage)
        together.append(_together(subject, importable(report)))
        say(f"cold {usage.wall:.2f} s, one process {together[-1].wall:.2f} s ({number + 1})")
    counts: dict[str, int] = {}
    for module in report["modules"]:
        counts[module["isolation"]] = counts.get(module["isolation"], 0) + 1
    figures: dict[str, Any] = {"cold": tuple(cold), "together": tuple(together), "isolation": counts}
    if "memory" in subject.parts:
        figures["cold_memory"] = _smoke(subject, "--no-cache", watch_memory=True)[0].memory
        figures["together_memory"] = json.loads(together[-1].output.splitlines()[-1])["memory"]
    if "warm" in subject.parts:
        figures["warm"] = _warm(subject)
        say(f"warm {figures['warm'].wall:.2f} s")
    if "fresh" in subject.parts:
        figures.update(_fresh(subject, report))
        say(f"fresh {figures['fresh'].wall:.2f} s, {len(figures['differences'])} differences")
    return Measured(subject.package, len(report["modules"]), **figures)


def _fresh(subject: Subject, report: Any) -> dict[str, Any]:
    """The fresh run, or what it would take to judge by some of its shards, whose modules `sampled` counts."""
    count = len(report["modules"])
    shards = count // subject.sample if subject.sample and count > 3 * subject.sample else 1
    wall, ran, different = 0.0, 0, []
    for number in range(1, shards + 1):  # a shard is so much work, whatever the number of its modules
        part = ["--shard", f"{number}/{shards}"] if shards > 1 else []
        usage, fresh = _smoke(subject, "--no-cache", "--isolation", "fresh", *part)
        names = {each["name"] for each in fresh["modules"]}
        said = {
            "modules": [each for each in report["modules"] if each["name"] in names],
            "findings": [each for each in report["findings"] if each["module"] in names],
        }
        different += differences(said, fresh)
        wall, ran = wall + usage.wall, ran + len(names)
        if ran >= (subject.sample or count):
            break
    whole = replace(usage, wall=wall * count / ran)
    return {"fresh": whole, "differences": tuple(different), "sampled": ran}


def differences(one: Any, other: Any) -> list[str]:
    """What two reports say differently about their modules, a line each."""
    first, second = _said(one), _said(other)
    return [
        f"{name}: {first.get(name)} instead of {second.get(name)}"
        for name in sorted(first.keys() | second.keys())
        if first.get(name) != second.get(name)
    ]


def _said(report: Any) -> dict[str, list[str]]:
    said = {each["name"]: [each["outcome"], str(each["detail"])] for each in report["modules"]}
    for finding in report["findings"]:
        text = [str(finding[key]) for key in _COMPARED]
        said.setdefault(finding["module"], []).append(" ".join(text))
    return {name: sorted(texts) for name, texts in said.items()}


def report_of(
    targets: Sequence[str],
    python: Path,
    folder: Path,
    *options: str,
    watch_memory: bool = False,
    bytecode: bool = True,
) -> tuple[Usage, Any]:
    """What a run of smoke took, and its report.

    Raises: ToolFailed when it ends without one.
    """
    output = folder / "report.json"
    output.unlink(missing_ok=True)
    command = [sys.executable, "-m", "smoke", *targets, "--python", str(python), "--no-progress"]
    command += ["--output-format", "json", "--output-file", str(output), *options]
    usage = run(command, folder=folder, watch_memory=watch_memory, bytecode=bytecode)
    if usage.status not in _REPORTED or not output.exists():
        raise ToolFailed(f"smoke ended with {usage.status}, see {folder / 'errors.txt'}")
    return usage, json.loads(output.read_text())


def _smoke(subject: Subject, *options: str, watch_memory: bool = False) -> tuple[Usage, Any]:
    given = ["-j", str(subject.jobs), *_known(options)]
    how = {"watch_memory": watch_memory, "bytecode": subject.bytecode}
    return report_of(subject.targets, subject.python, subject.folder, *given, **how)


def _known(options: Sequence[str]) -> list[str]:
    """Without `--no-cache` where there is no cache yet."""
    return [each for each in options if each != "--no-cache" or has_cache()]


def has_cache() -> bool:
    """True if this smoke keeps results."""
    command = [sys.executable, "-m", "smoke", "--help"]
    return "--no-cache" in subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _warm(subject: Subject) -> Usage:
    cache = subject.folder / "smoke-cache"
    shutil.rmtree(cache, ignore_errors=True)
    _smoke(subject, "--cache-dir", str(cache))
    return _smoke(subject, "--cache-dir", str(cache))[0]


def _together(subject: Subject, names: list[str]) -> Usage:
    listed = subject.folder / "names.json"
    listed.write_text(json.dumps(names))
    script = Path(__file__).with_name("one_process.py")
    command = [str(subject.python), str(script), str(listed)]
    usage = run(command, folder=subject.folder, bytecode=subject.bytecode)
    if usage.status != 0:
        raise ToolFailed(f"one process ended with {usage.status}, see {subject.folder / 'errors.txt'}")
    return usage


def importable(report: Any) -> list[str]:
    """The modules that one process can be asked to import."""
    names = [each["name"] for each in report["modules"] if each["outcome"] != "skipped"]
    return [name for name in names if not name.endswith(".__main__")]


def _standard_library(python: Path) -> list[str]:
    code = (
        "import importlib.util, sys; print(*(n for n in sorted(sys.stdlib_module_names)"
        " if n not in sys.builtin_module_names and importlib.util.find_spec(n)))"
    )
    done = subprocess.run([python, "-I", "-c", code], capture_output=True, text=True, check=True)
    return [name for name in done.stdout.split() if name not in NOT_ASKED]
