"""Test modules that say at import that they do not apply here are skipped, with their own words."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SKIPS = {
    "import pytest\npytest.importorskip('no_such_module')": "could not import 'no_such_module'",
    "import pytest\npytest.skip('not today', allow_module_level=True)": "not today",
    "import unittest\nraise unittest.SkipTest('needs a display')": "needs a display",
}


@pytest.mark.parametrize("isolation", ["fork", "fresh"])
def test_a_module_that_skips_itself_is_skipped(isolation: str, tmp_path: Path) -> None:
    for number, source in enumerate(SKIPS):
        (tmp_path / f"skips_{number}.py").write_text(source)
    options = ["--isolation", isolation, "--output-format", "json", "--no-cache"]
    command = [sys.executable, "-m", "smoke", str(tmp_path), *options]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    modules = json.loads(done.stdout)["modules"]
    assert [module["outcome"] for module in modules] == ["skipped"] * len(SKIPS)
    for module, reason in zip(modules, SKIPS.values(), strict=True):
        assert reason in module["detail"]
    assert done.returncode == 0
