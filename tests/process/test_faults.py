"""Whatever a module does, it gets its one right outcome, its neighbour imports, and nothing stays behind."""

from __future__ import annotations

import fcntl
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import faults
import interpreters
import pytest
from faults import Fault, processes, running
from faults.running import Seen

STRATEGIES = ("fork", "fresh", "auto")  # auto is fork here: with one version only
FAULTS = faults.everything()
# The oldest and the newest that are here; SMOKE_TEST_PYTHONS can ask for others.
VERSIONS = tuple(dict.fromkeys([*interpreters.at_hand()[:1], *interpreters.at_hand()[-1:]]))


def _of(version: str) -> list[Fault]:
    number = tuple(int(part) for part in version.split("."))
    return [fault for fault in FAULTS if fault.lowest <= number < fault.below]


class Runs:
    """Runs that several tests look at; each is made once, by whichever worker of pytest-xdist asks first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[tuple[str, str, str], Seen] = {}

    def of(self, fault: Fault, version: str, strategy: str) -> Seen:
        """The run that holds the fault: its own, or the common one."""
        group = [fault] if fault.alone else [each for each in _of(version) if not each.alone]
        key = (version, strategy, fault.name if fault.alone else "")
        if key not in self._read:
            self._read[key] = self._shared("-".join(key), group, version, strategy)
        return self._read[key]

    def _shared(self, name: str, group: list[Fault], version: str, strategy: str) -> Seen:
        file = self._folder / f"{name}.json"
        with (self._folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not file.exists():
                with (self._folder / f"{version}.lock").open("w") as other:  # the Python is for all of them
                    fcntl.flock(other, fcntl.LOCK_EX)
                    python = interpreters.bare(version, self._folder)
                folder = self._folder / name
                folder.mkdir()
                file.write_text(json.dumps(asdict(running.run(group, folder, python, strategy))))
        kept = json.loads(file.read_text())
        return Seen(**{**kept, "processes": tuple(kept["processes"]), "files": tuple(kept["files"])})


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Runs:
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "faults"
    folder.mkdir(exist_ok=True)
    return Runs(folder)


_RUNS = [(v, s) for v in VERSIONS for s in STRATEGIES if s != "auto" or v == VERSIONS[-1]]


def _rows() -> Iterator[object]:
    for version, strategy in _RUNS:
        for fault in _of(version):
            mark = pytest.mark.xdist_group(f"{version}-{strategy}")
            yield pytest.param(version, strategy, fault, marks=mark, id=f"{fault.name}-{version}-{strategy}")


@pytest.mark.parametrize(("version", "strategy", "fault"), list(_rows()))
def test_a_fault_has_its_outcome_and_its_neighbour_imports(
    version: str, strategy: str, fault: Fault, runs: Runs
) -> None:
    seen = runs.of(fault, version, strategy)
    found = seen.outcomes()
    assert {name: found.get(name) for name in fault.expected()} == fault.expected(), seen.errors
    assert found[running.healthy(fault)] == "imported"
    assert seen.findings(running.healthy(fault)) == {("undefined-name", "missing_on_purpose")}
    if fault.says is not None:
        assert fault.says in seen.messages(fault.name)


@pytest.mark.parametrize(("version", "strategy"), _RUNS)
def test_nothing_is_left_behind(version: str, strategy: str, runs: Runs) -> None:
    for fault in _of(version):
        seen = runs.of(fault, version, strategy)
        assert seen.processes == (), fault.name
        assert seen.files == (), fault.name
        assert seen.status == 1, seen.errors
        assert len(seen.outcomes()) == len(seen.answer["modules"]), "a module has more than one result"


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_many_that_kill_their_parents_hurt_no_neighbour(strategy: str, tmp_path: Path) -> None:
    killers = [Fault(f"killer_{number:02}", "imported", processes.TWO_UP) for number in range(20)]
    seen = running.run(killers, tmp_path, sys.executable, strategy, jobs=8)
    assert seen.outcomes() == running.expected(killers), seen.errors
    assert seen.processes == ()
    assert seen.files == ()
