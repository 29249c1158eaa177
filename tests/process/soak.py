"""Repeats the table of faults in random order and parallelism, kills runs, says what was unstable or left.

    python tests/process/soak.py [--minutes 10] [--seed N] [--faults 40] [--kills 0.25] [--load N]

Each round draws some faults, an interpreter, a strategy and a number of jobs. Before a part of the
rounds the same run is killed at a random moment: what it has left, the cache too, must not keep the
next one from being right. `--load` keeps so many processes busy meanwhile. Ctrl-C ends it with the
report. The exit status is 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import itertools
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import faults
import interpreters
from faults import Fault, running

STRATEGIES = ("fork", "fresh", "auto")


@dataclass
class Account:
    """What the rounds have shown so far."""

    rounds: int = 0
    kills: int = 0
    verdicts: int = 0
    wrong: collections.Counter[str] = field(default_factory=collections.Counter)
    left: collections.Counter[str] = field(default_factory=collections.Counter)

    def lines(self) -> Iterator[str]:
        """The report."""
        yield f"{self.rounds} runs, {self.kills} more killed; {self.verdicts} verdicts"
        yield f"{sum(self.wrong.values())} verdicts were wrong, {sum(self.left.values())} things were left"
        for what, count in (self.wrong + self.left).most_common():
            yield f"  {count} x {what}"


def main(argv: Sequence[str] | None = None) -> int:
    """Run for so many minutes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--faults", type=int, default=40, help="faults in one run, at most")
    parser.add_argument("--kills", type=float, default=0.25, help="part of the rounds with a killed run")
    parser.add_argument("--load", type=int, default=0, help="busy processes meanwhile")
    given = parser.parse_args(argv)
    print(f"seed {given.seed}, Pythons {', '.join(interpreters.at_hand())}", flush=True)
    drawn, account = random.Random(given.seed), Account()
    deadline = time.monotonic() + given.minutes * 60
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    with _load(given.load), contextlib.suppress(KeyboardInterrupt):
        while time.monotonic() < deadline:
            _round(drawn, account, folder, given.faults, given.kills)
            print("; ".join(itertools.islice(account.lines(), 2)), flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    print(*account.lines(), sep="\n")
    return 1 if account.wrong or account.left else 0


def _round(drawn: random.Random, account: Account, base: Path, number: int, kills: float) -> None:
    version, strategy = drawn.choice(interpreters.at_hand()), drawn.choice(STRATEGIES)
    python, jobs = interpreters.bare(version, base), drawn.choice((1, 2, 4, 8, 16))
    chosen = _draw(drawn, version, number)
    folder = Path(tempfile.mkdtemp(dir=base)) / "run"
    if drawn.random() < kills:
        account.kills += 1
        account.left.update(_kill(drawn, chosen, folder, python, strategy))
    folder.mkdir(exist_ok=True)
    seen = running.run(chosen, folder, python, strategy, jobs=jobs)
    account.rounds += 1
    found, wanted = seen.outcomes(), running.expected(chosen)
    account.verdicts += len(wanted)
    for name, outcome in wanted.items():
        if found.get(name) != outcome:
            account.wrong[f"{name}: {found.get(name)} instead of {outcome} ({version}, {strategy})"] += 1
    account.left.update(f"process {each}" for each in seen.processes)
    account.left.update(f"file {each}" for each in seen.files)
    shutil.rmtree(folder.parent, ignore_errors=True)


def _draw(drawn: random.Random, version: str, number: int) -> list[Fault]:
    """Some faults; one that hurts its neighbours' process comes alone."""
    release = tuple(int(part) for part in version.split("."))
    able = [each for each in faults.everything() if each.lowest <= release < each.below]
    if drawn.randrange(5) == 0:
        return [drawn.choice([each for each in able if each.alone])]
    shared = [each for each in able if not each.alone]
    return drawn.sample(shared, min(number, len(shared)))


def _kill(drawn: random.Random, chosen: list[Fault], folder: Path, python: str, strategy: str) -> list[str]:
    """Start a run, kill it at a random moment; what is still there three seconds later."""
    running.write(chosen, folder / "root")
    (folder / "tmp").mkdir()
    mark = uuid.uuid4().hex
    process = subprocess.Popen(
        [*running.command(python, strategy), "--jobs", "4"],
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder / "tmp"), running.MARK: mark},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(drawn.uniform(0, 6))
    process.kill()
    process.wait()
    left = [f"after a kill: process {each}" for each in running.wait_until_gone(mark, folder, 3)]
    return left + [f"after a kill: file {each}" for each in os.listdir(folder / "tmp")]


@contextlib.contextmanager
def _load(number: int) -> Iterator[None]:
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(number)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()


if __name__ == "__main__":
    sys.exit(main())
