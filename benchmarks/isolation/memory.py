"""Who holds the memory at the peak of a run: smoke, its nursery and guardians, or the checked processes.

    python -m benchmarks.isolation.memory PYTHON PACKAGE …

Sampled PSS, as in `processes`. `private` is what no other process shares: what would be there
once more with one more process of that kind.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

_ROLES = ("smoke", "nursery", "guardian", "states and modules")
_PAUSE = 0.05  # seconds between two samples

Sample = list[tuple[str, int, int]]  # role, PSS, private bytes of each process


def main(arguments: Sequence[str]) -> int:
    """Print the peak of each package by role."""
    if len(arguments) < 2:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    python, *packages = arguments
    for package in packages:
        peak, heaviest = _watched(python, package)
        print(f"{package}: {_megabytes(_total(peak))} MB at the peak, in {len(peak)} processes")
        for role in _ROLES:
            held = [(pss, private) for each, pss, private in peak if each == role]
            sums = _megabytes(sum(pss for pss, _ in held)), _megabytes(sum(private for _, private in held))
            print(f"  {role:<20} {len(held):>3} processes  {sums[0]:>6} MB, {sums[1]:>6} MB of it private")
        print(f"  smoke alone had {_megabytes(heaviest)} MB at the most")
    return 0


def _watched(python: str, package: str) -> tuple[Sample, int]:
    """The sample with the highest sum, and the most that smoke itself had."""
    peak: Sample = []
    heaviest = 0
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "smoke", package, "--python", python, "--no-progress", "-q"]
        process = subprocess.Popen(
            [*command, "--cache-dir", folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while process.poll() is None:
            sample = [(role, *_memory(pid)) for pid, role in _tree(process.pid)]
            heaviest = max([heaviest, *(pss for role, pss, _ in sample if role == _ROLES[0])])
            peak = max(peak, sample, key=_total)
            time.sleep(_PAUSE)
    return peak, heaviest


def _tree(root: int) -> Iterator[tuple[int, str]]:
    """Every process below and including the root, with its role: that follows from its depth."""
    todo = [(root, 0)]
    while todo:
        pid, depth = todo.pop()
        yield pid, _ROLES[min(depth, len(_ROLES) - 1)]
        try:
            for task in Path(f"/proc/{pid}/task").iterdir():
                todo += [(int(child), depth + 1) for child in (task / "children").read_text().split()]
        except OSError:  # it has ended meanwhile
            continue


def _memory(pid: int) -> tuple[int, int]:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0, 0
    sizes = _sizes(text)
    return sizes.get("Pss", 0), sizes.get("Private_Clean", 0) + sizes.get("Private_Dirty", 0)


def _sizes(text: str) -> Mapping[str, int]:
    rows = (line.split() for line in text.splitlines()[1:])
    return {row[0].rstrip(":"): int(row[1]) * 1024 for row in rows}


def _total(sample: Sample) -> int:
    return sum(pss for _, pss, _ in sample)


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
