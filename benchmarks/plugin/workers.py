"""`python -m benchmarks.plugin.workers PACKAGE …`: what two workers of pytest-xdist cost beside the command.

For each package, which has to be installed here: `smoke PACKAGE --jobs 2`, pytest with two workers on its
modules, and pytest with two workers on as many empty tests, in turns and all without a cache.
The *ratio* is (the second - the third) / the first, in processor seconds of all descendants; the median of
the rounds counts. Fails above LIMIT, and if the outcomes of the items are not those of the command.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path

from benchmarks.isolation.processes import run

LIMIT = 1.2
_PYTEST = (sys.executable, "-m", "pytest", "-q", "--tb=no", "-p", "no:cacheprovider", "-n", "2")


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; 0 when every package is within the limit."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plugin.workers")
    parser.add_argument("packages", nargs="+", metavar="PACKAGE")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    print("package        modules  command  workers  empty tests  ratio  same outcomes")
    fine = True
    for package in options.packages:
        with tempfile.TemporaryDirectory() as folder:
            rounds = [_round(Path(folder), package) for _ in range(options.rounds)]
        command, workers, empty = (statistics.median(one[0][place] for one in rounds) for place in range(3))
        ratio = (workers - empty) / command
        same = all(one[1] == one[2] for one in rounds)
        print(
            f"{package:<14} {len(rounds[0][1]):>7} {command:>7.2f}s {workers:>7.2f}s {empty:>11.2f}s"
            f" {ratio:>6.2f}  {'yes' if same else 'no'}"
        )
        fine = fine and same and ratio <= LIMIT
    return int(not fine)


def _round(
    folder: Path, package: str
) -> tuple[tuple[float, float, float], Mapping[str, str], Mapping[str, str]]:
    """Processor seconds of the three, and the outcomes that the first two report."""
    (folder / "smoke.toml").write_text("no-cache = true\n")
    smoke = [sys.executable, "-m", "smoke", package, "--jobs", "2", "--output-format", "json"]
    command = run(smoke, folder=folder)
    modules = {each["name"]: each["outcome"] for each in json.loads(command.output)["modules"]}
    ours = [*_PYTEST, "--import-smoke", package, "import-smoke", "--junitxml=items.xml"]
    workers = run(ours, folder=folder)
    suite = "".join(f"def test_{number}():\n    pass\n\n" for number in range(len(modules)))
    (folder / "test_suite.py").write_text(suite)
    empty = run([*_PYTEST, "-p", "no:import-smoke", "test_suite.py"], folder=folder)
    assert empty.status == 0, empty.output
    return (command.processor, workers.processor, empty.processor), modules, _items(folder / "items.xml")


def _items(report: Path) -> dict[str, str]:
    """The outcome that each item has as a property."""
    found: dict[str, str] = {}
    for case in ET.parse(report).iter("testcase"):
        outcomes = [each.get("value", "") for each in case.iter("property") if each.get("name") == "outcome"]
        found[case.get("name", "")] = " ".join(outcomes)
    return found


if __name__ == "__main__":
    sys.exit(main())
