"""What is measured, and how reports are compared."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from benchmarks.isolation.measure import SAMPLE, Measured, differences, drawn
from benchmarks.isolation.processes import Usage, run, tree
from benchmarks.isolation.table import write_table


def report(outcome: str = "imported", *lines: int) -> Any:
    finding = {"rule": "undefined-name", "module": "p.a", "function": "f", "name": "x", "path": "/p/a.py"}
    findings = [{**finding, "line": line, "column": 1, "message": "name 'x'"} for line in lines]
    return {"modules": [{"name": "p.a", "outcome": outcome, "detail": None}], "findings": findings}


def test_equal_reports_do_not_differ() -> None:
    assert differences(report("imported", 3), report("imported", 3), ["p.a"]) == []


def test_another_outcome_and_another_line_are_differences() -> None:
    assert len(differences(report("raised"), report("imported"), ["p.a"])) == 1
    assert len(differences(report("imported", 3), report("imported", 4), ["p.a"])) == 1


def test_modules_outside_the_sample_are_not_compared() -> None:
    assert differences(report("raised"), report("imported"), []) == []


def test_a_sample_holds_the_packages_above_its_modules() -> None:
    names = ["p", *(f"p.s{n}" for n in range(9)), *(f"p.s{n % 9}.m{n}" for n in range(3 * SAMPLE))]
    chosen = drawn(names, 1)
    assert SAMPLE <= len(chosen) < len(names)
    assert all(name.rpartition(".")[0] in chosen for name in chosen if "." in name)
    assert drawn(names, 1) == chosen != drawn(names, 2)


def test_few_modules_are_all_taken() -> None:
    assert drawn(["p", "p.a"], 1) == {"p", "p.a"}


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
    good = Measured("p", 10, None, (usage[0],), (usage[1],), None, usage[2], 10)
    lines = write_table([good, Measured("q", failed="no environment")]).splitlines()
    assert lines[2].startswith("| p | 10 | 0 / 0 / 0 | 2.00 | 1.00 | 30.0 | 15.0 | 2.0 | 2.0 |")
    assert lines[3].split("|")[7].strip() == "15.0"
    assert lines[-1] == "- q: no environment"
