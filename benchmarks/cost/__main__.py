"""python -m benchmarks.cost --cache DIR [--packages PIN,…] [--rounds N] [--python VERSION] [--part names]
                           [--select RULE,…]

The same run twice: with a copy of smoke as it is, and with one whose probe imports every module but
neither looks for its functions nor examines any. With `--part names` that copy leaves out no more than the
names and locals of functions: what remains, the other rules included, is the same in both.
Both are compiled beforehand, as an installed smoke is.
`--select` gives both runs the same rules, so that what a few of them cost can be seen. Processor time is
compared, of all processes together: the clock depends on what else the machine does. The speed of
a processor changes as well, by more than what is measured here: so the runs of a round follow each
other, now one first and now the other, and the median of the rounds' shares counts. Beside it stands the
share in the quickest runs of each kind, which a change of speed in the middle of a round does not touch.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import smoke
from benchmarks.environments import EnvironmentFailed, EnvironmentStore

PYTHON = "3.11"
PACKAGES = "sqlalchemy==2.1.9,sympy==1.14.0,django==5.2.19"
# What is added to the probe of the copy, by part that is left out.
_WITHOUT = {
    "all": """

def _look(state: live.Live, name: str, path: str | None) -> dict[str, object]:
    return {"is": "unexamined", "module": name, "reason": "left out by the benchmark"}


def take(state: live.Live, half_made: list[dict[str, Any]] | None = None) -> None:
    pass
""",
    "names": """

def _no_names(state: live.Live, name: str, path: str | None) -> dict[str, object]:
    return {"is": "names", "module": name, "confirmed": True, "functions": 0, "loads": [], "bindings": []}


names.examine, unbound.examine = _no_names, lambda state, name, path: []
""",
}


@dataclass(frozen=True)
class Cost:
    """Processor seconds of one package's runs, those of a round at the same place."""

    package: str
    modules: int
    without: tuple[float, ...]
    whole: tuple[float, ...]

    @property
    def share(self) -> float:
        """What part of the whole run the analysis is: the median of the rounds."""
        return statistics.median(self.shares)

    @property
    def of_the_quickest(self) -> float:
        """The same of the quickest run of each kind."""
        return 1 - min(self.without) / min(self.whole)

    @property
    def shares(self) -> list[float]:
        """The same of each round, the least first."""
        return sorted(1 - without / whole for without, whole in zip(self.without, self.whole, strict=True))


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; 0 when the analysis takes at most a tenth of each run."""
    options = _parser().parse_args(arguments)
    store = EnvironmentStore(options.cache)
    costs = []
    with tempfile.TemporaryDirectory() as folder:
        whole, bare = _copy(Path(folder, "whole")), _copy(Path(folder, "bare"), _WITHOUT[options.part])
        for pin in options.packages.split(","):
            try:
                python = store.provide(options.python, (pin,)).python
            except EnvironmentFailed as failed:
                _say(f"{pin}: no environment: {failed}")
                continue
            costs.append(_measure(pin, python, whole, bare, options))
            _say(f"{pin}: {costs[-1].share:.1%}")
    print("\n".join(_table(costs)))
    return 0 if all(cost.share <= 0.1 for cost in costs) else 1


def _copy(folder: Path, more: str = "") -> Path:
    """A folder with a compiled smoke, to whose probe `more` is added: the last definition counts."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(smoke.__file__).parent, folder / "smoke", ignore=ignored)
    with (folder / "smoke" / "probe" / "examination.py").open("a", encoding="utf-8") as file:
        file.write(more)
    compileall.compile_dir(folder, quiet=1)
    return folder


def _measure(pin: str, python: Path, complete: Path, bare: Path, options: argparse.Namespace) -> Cost:
    package = pin.partition("==")[0]
    seconds: dict[Path, list[float]] = {complete: [], bare: []}
    modules = 0
    for number in range(options.rounds):
        for which in (bare, complete) if number % 2 else (complete, bare):
            used, modules = _run(package, python, which, options.select)
            seconds[which].append(used)
    return Cost(pin, modules, tuple(seconds[bare]), tuple(seconds[complete]))


def _run(package: str, python: Path, where: Path, select: str | None) -> tuple[float, int]:
    """Processor seconds and number of modules of a run of the smoke in that folder."""
    command = [sys.executable, "-m", "smoke", f"dist:{package}", "--python", str(python), "--no-progress"]
    command += ["--output-format", "json", "--no-cache"]
    command += ["--select", select] if select else []
    before = _used()
    environment = {**os.environ, "PYTHONPATH": str(where)}
    done = subprocess.run(command, cwd=where, env=environment, capture_output=True, text=True, check=False)
    return _used() - before, int(json.loads(done.stdout)["summary"]["modules"])


def _used() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _table(costs: list[Cost]) -> Iterator[str]:
    yield (
        "| package | modules | without | with the analysis | share of the analysis | of a round "
        "| of the quickest runs |"
    )
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for cost in costs:
        without, whole = map(statistics.median, (cost.without, cost.whole))
        numbers = f"{without:.2f} s | {whole:.2f} s | {cost.share:.1%}"
        numbers += f" | {cost.shares[0]:.0%} to {cost.shares[-1]:.0%} | {cost.of_the_quickest:.1%}"
        yield f"| {cost.package} | {cost.modules} | {numbers} |"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cost", description=__doc__)
    parser.add_argument("--cache", type=Path, required=True, help="a folder outside the checkout")
    parser.add_argument("--packages", default=PACKAGES, metavar="PIN,…", help=f"default: {PACKAGES}")
    parser.add_argument("--python", default=PYTHON, metavar="VERSION", help=f"to check with ({PYTHON})")
    parser.add_argument("--part", choices=sorted(_WITHOUT), default="all", help="what is left out (all)")
    parser.add_argument("--select", metavar="RULE,…", help="of both runs (default: all that are on)")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="of each kind (5)")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
