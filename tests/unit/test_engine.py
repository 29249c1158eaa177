"""The engine under every interpreter found: it agrees with `dis` and with the compiler about real code."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import interpreters
import pytest

from smoke.runner.boot import PROBE

RUNNER = Path(__file__).parent / "probe_engine.py"
FILES = """asyncio/base_events.py asyncio/tasks.py codecs.py contextlib.py dataclasses.py inspect.py os.py
    subprocess.py tarfile.py test/test_asyncgen.py test/test_contextlib_async.py test/test_except_star.py
    test/test_exceptions.py test/test_patma.py test/test_type_params.py test/test_with.py traceback.py
    typing.py""".split()
DELIBERATELY_UNBOUND = ("test/test_exceptions.py",)  # it reads locals to see them raise


@pytest.mark.parametrize("version", interpreters.VERSIONS)
def test_every_instruction_of_real_code_is_understood(version: str, tmp_path: Path) -> None:
    reason = interpreters.missing(version)
    if reason:
        pytest.skip(reason)
    target = tmp_path / "answer.json"
    command = [str(interpreters.find(version)), "-W", "ignore", str(RUNNER), PROBE, str(target), *FILES]
    run = subprocess.run(command, capture_output=True, text=True, timeout=500)
    assert run.returncode == 0, run.stderr
    answer = json.loads(target.read_text())
    assert answer["wrong"] == []
    assert answer["counts"]["incomplete"] == 0
    assert answer["counts"]["codes"] > 1000
    assert answer["counts"]["suspects"] < answer["counts"]["codes"] / 10
    assert [file for file, _line in answer["unbound"] if file not in DELIBERATELY_UNBOUND] == []
    assert answer["raw"], "global loads are read through dis here: the encoding has changed"
