"""The plugin beside others: nobody takes options, items or time away from anybody.

The others are installed in the environment `plugins` of tox; elsewhere these tests are skipped.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from plugin_runs import run
from trees import grow

FILES = {
    "pkg/__init__.py": "",
    "pkg/a.py": "def f():\n    return missing\n",
    "pkg/b.py": "import time\ntime.sleep(2)\n",
    "pkg/c.py": "def f():\n    return 1\n",
    "tests/test_it.py": "from pkg.c import f\ndef test_one():\n    assert f()\ndef test_two():\n    pass\n",
}
EXPECTED = {"pkg": "passed", "pkg.a": "failed", "pkg.b": "passed", "pkg.c": "passed"}
OTHERS = {
    "pytest_cov": ["--cov=pkg", "--cov-report=term-missing"],
    "pytest_randomly": [],  # on where it is installed
    "pytest_timeout": ["--timeout=1"],
    "pytest_smoke": ["--smoke"],
    "pytest_import_check": [],
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return grow(tmp_path / "project", FILES)


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "xdist"])
def test_each_does_its_work(project: Path, other: str, workers: list[str]) -> None:
    if importlib.util.find_spec(other) is None:
        pytest.skip(f"{other} is not installed")
    options = OTHERS[other]

    found = run(project, "--import-smoke", "./pkg", "--strict-markers", "-W", "error", *options, *workers)

    assert found.status == 1
    if other != "pytest_smoke":  # --smoke runs a few tests of each kind, which is what it is for
        assert found.modules == EXPECTED
        assert len(found.cases) == 6
    else:
        assert found.modules.items() <= EXPECTED.items()
    assert "INTERNALERROR" not in found.out
    if other == "pytest_cov":
        assert "pkg/c.py" in found.out, "coverage of the tests is reported as ever"
