"""python -m benchmarks.plugin [--tests 200] [--rounds 20]

How much later an ordinary suite is done for having the plugin installed and unused: pytest with it and with
`-p no:import-smoke`, in turns, in the environment of this interpreter. Wall and processor time, medians, and
the median of the differences within a round. Fails if that of the processor time, which neighbours disturb
least, is above LIMIT.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT = 0.010  # seconds
WAYS = {"with": [], "without": ["-p", "no:import-smoke"]}


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; 0 when the difference is within the limit."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plugin")
    parser.add_argument("--tests", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        suite = "".join(f"def test_{number}():\n    pass\n\n" for number in range(options.tests))
        Path(folder, "test_suite.py").write_text(suite)
        rounds = [_round(Path(folder), number) for number in range(options.rounds + 1)][1:]  # one to warm up
    for name, index in (("wall", 0), ("processor", 1)):
        times = {way: statistics.median(one[way][index] for one in rounds) for way in WAYS}
        more = statistics.median(one["with"][index] - one["without"][index] for one in rounds)
        print(
            f"{name:<9}  without {times['without'] * 1000:7.1f} ms  with {times['with'] * 1000:7.1f} ms"
            f"  more {more * 1000:+6.1f} ms"
        )
    return int(more > LIMIT)


def _round(folder: Path, number: int) -> dict[str, tuple[float, float]]:
    """Both ways once; which comes first changes from round to round."""
    sys.stderr.write(f"\rround {number}")
    ways = list(WAYS)[:: 1 if number % 2 else -1]
    return {way: _timed(folder, WAYS[way]) for way in ways}


def _timed(folder: Path, options: list[str]) -> tuple[float, float]:
    """Seconds of wall and processor time of one run."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    start = time.perf_counter()
    running = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(running.pid, 0)
    wall = time.perf_counter() - start
    running.returncode = os.waitstatus_to_exitcode(status)
    assert running.returncode == 0, f"{' '.join(command)} failed"
    return wall, usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    sys.exit(main())
