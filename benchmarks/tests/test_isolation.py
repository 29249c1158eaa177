"""What is measured, and how reports are compared."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.isolation.measure import Measured, Subject, differences, measure
from benchmarks.isolation.processes import Usage, run, tree
from benchmarks.isolation.table import write_table


def report(outcome: str = "imported", *lines: int) -> Any:
    finding = {"rule": "undefined-name", "module": "p.a", "function": "f", "name": "x", "path": "/p/a.py"}
    findings = [{**finding, "line": line, "column": 1, "message": "name 'x'"} for line in lines]
    return {"modules": [{"name": "p.a", "outcome": outcome, "detail": None}], "findings": findings}


def test_equal_reports_do_not_differ() -> None:
    assert differences(report("imported", 3), report("imported", 3)) == []


def test_another_outcome_and_another_line_are_differences() -> None:
    assert len(differences(report("raised"), report("imported"))) == 1
    assert len(differences(report("imported", 3), report("imported", 4))) == 1


@pytest.mark.parametrize(("sample", "sampled"), [(None, 9), (3, 9), (2, 2)])
def test_what_runs_fresh_of_many_modules_can_be_a_part(
    sample: int | None, sampled: int, tmp_path: Path
) -> None:
    (package := tmp_path / "p").mkdir()
    for name in ("__init__", *"abcdefgh"):
        (package / f"{name}.py").write_text("x = 1")
    subject = Subject(str(package), Path(sys.executable), tmp_path, 2, 1, {"fresh"}, sample=sample)
    measured = measure(subject, lambda text: None)
    assert (measured.modules, measured.sampled, measured.differences) == (9, sampled, ())
    row = write_table([measured]).splitlines()[2]
    assert (f"({sampled} of 9)" in row) is (sampled < 9)


@pytest.mark.parametrize("bytecode", [True, False])
def test_a_package_is_compiled_or_not(bytecode: bool, tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("x = 1")
    usage = run([sys.executable, "-c", "import one"], folder=tmp_path, bytecode=bytecode)
    assert usage.status == 0
    assert bool(list(tmp_path.rglob("one.*.pyc"))) is bytecode


def test_processor_time_and_memory_are_those_of_the_children_too(tmp_path: Path) -> None:
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', %r])"
    work = "b = bytearray(60 << 20)\nfor n in range(len(b) // 4096): b[n * 4096] = 1\n"
    work += "import time; c = time.process_time()\nwhile time.process_time() < c + 0.3: pass"
    usage = run([sys.executable, "-c", code % work], folder=tmp_path, watch_memory=True)
    assert usage.status == 0
    assert usage.processor >= 0.3
    assert usage.memory > 60 << 20


def test_the_tree_of_a_process_begins_with_itself() -> None:
    assert next(tree(os.getpid())) == os.getpid()


def test_the_table_has_ratios_and_says_what_failed() -> None:
    usage = [Usage(wall, wall, 0) for wall in (2.0, 1.0, 30.0)]
    good = Measured("p", 10, None, (usage[0],), (usage[1],), None, usage[2], 10, 5)
    lines = write_table([good, Measured("q", failed="no environment")]).splitlines()
    assert lines[2].startswith("| p | 10 | 0 / 0 / 0 | 2.00 | 1.00 | 30.0 | 15.0 | 2.0 | 2.0 |")
    assert lines[3].split("|")[7].strip() == "15.0"
    assert lines[-1] == "- q: no environment"
