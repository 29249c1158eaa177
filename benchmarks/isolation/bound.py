"""How fast could a run be at the best, if every module keeps a process of its own?

    python -m benchmarks.isolation.bound PYTHON PACKAGE …

Beside each other, from one run: smoke's wall time with two jobs; one process that imports everything;
and the sum of what cannot be avoided while each module is imported in a process of its own: the imports of
that one process, shared by two processors as if nothing were imported twice, and a fork for each of
smoke's processes. The forks are measured from a bare interpreter and from one that has imported
everything; smoke's states lie between the two. Examination, pipes and smoke itself come on top.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.isolation.forks import AT_A_TIME
from benchmarks.isolation.measure import importable, report_of
from benchmarks.isolation.processes import run


@dataclass(frozen=True)
class Bound:
    """Seconds of one package."""

    package: str
    processes: int
    smoke: float
    together: float
    imports: float  # of the processor, in one process
    bare: float  # the forks, from a bare interpreter
    loaded: float  # the same from one that has everything

    @property
    def least(self) -> float:
        """No run can be shorter."""
        return self.imports / AT_A_TIME + self.bare

    @property
    def likely(self) -> float:
        """The same with states as large as the package."""
        return self.imports / AT_A_TIME + self.loaded


def main(arguments: Sequence[str]) -> int:
    """Print a row for each package."""
    if len(arguments) < 2:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    python, *packages = arguments
    print("| package | processes | smoke s | one process s | bound s | bound : one | smoke : bound |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for package in packages:
        print(_row(_measured(Path(python), package)), flush=True)
    return 0


def _measured(python: Path, package: str) -> Bound:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        usage, report = report_of([package], python, folder, "-j", str(AT_A_TIME), "--no-cache")
        names = folder / "names.json"
        names.write_text(json.dumps(importable(report)))
        processes = sum(module["isolation"] == "fork" for module in report["modules"])
        scripts = Path(__file__).parent
        together = run([str(python), str(scripts / "one_process.py"), str(names)], folder=folder)
        forks = run([str(python), str(scripts / "forks.py"), str(names), str(processes)], folder=folder)
        figures = json.loads(forks.output.splitlines()[-1])
    return Bound(package, processes, usage.wall, together.wall, **figures)


def _row(bound: Bound) -> str:
    cells = [
        bound.package,
        str(bound.processes),
        f"{bound.smoke:.2f}",
        f"{bound.together:.2f}",
        f"{bound.least:.2f} to {bound.likely:.2f}",
        f"{bound.least / bound.together:.1f} to {bound.likely / bound.together:.1f}",
        f"{bound.smoke / bound.likely:.1f} to {bound.smoke / bound.least:.1f}",
    ]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
