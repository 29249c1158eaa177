"""The analysis under versions of Python that exist here as WebAssembly only (3.14, 3.15).

    npm install --prefix /tmp/p314 pyodide@314 && npm install --prefix /tmp/p315 pyodide@315.0.0-alpha.2
    SMOKE_TEST_PYODIDE=3.14=/tmp/p314,3.15=/tmp/p315 python -m pytest tests/unit/test_newer_versions.py

Without the variable this is skipped. There are no processes in there, so it is the analysis
alone that is tested: the snippets, and the engine on a part of the standard library.
"""

from __future__ import annotations

import json
import os
import subprocess
import sysconfig
from pathlib import Path

import pytest
from unit.test_engine import FILES
from unit.test_engine import RUNNER as ENGINE
from unit.test_snippets import RUNNER, SNIPPETS, described_bindings, described_loads

from smoke.runner.boot import PROBE

HARNESS = Path(__file__).parent / "run_in_pyodide.mjs"
FOLDERS = dict(part.split("=", 1) for part in os.environ.get("SMOKE_TEST_PYODIDE", "").split(",") if part)
PRESENT = [pytest.param(version, id=version) for version in FOLDERS] or [
    pytest.param("", marks=pytest.mark.skip(reason="SMOKE_TEST_PYODIDE is not set; see the docstring"))
]


def run(version: str, script: Path, *arguments: str | Path) -> None:
    inside = [f"/host{Path(each).resolve()}" for each in (script, *arguments)]
    command = ["node", str(HARNESS), FOLDERS[version], *inside]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("version", PRESENT)
def test_snippets_are_understood(version: str, tmp_path: Path) -> None:
    chosen = [snippet for _, snippet in SNIPPETS if snippet.applies(version)]
    source, target = tmp_path / "snippets.json", tmp_path / "answers.json"
    source.write_text(json.dumps([{"files": each.files, "main": each.main} for each in chosen]))
    run(version, RUNNER, PROBE, source, target)
    for snippet, record in zip(chosen, json.loads(target.read_text()), strict=True):
        found = (
            described_loads(record["loads"], snippet.loads),
            described_loads(record.get("unbound", []), snippet.unbound),
            described_bindings(record, snippet),
        )
        assert found == (sorted(snippet.loads), sorted(snippet.unbound), sorted(snippet.facts)), snippet.title


@pytest.mark.parametrize("version", PRESENT)
def test_every_instruction_of_real_code_is_understood(version: str, tmp_path: Path) -> None:
    library = Path(sysconfig.get_path("stdlib"))
    target = tmp_path / "answer.json"
    run(version, ENGINE, PROBE, target, *(library / file for file in FILES if (library / file).exists()))
    answer = json.loads(target.read_text())
    assert answer["wrong"] == []
    assert answer["counts"]["incomplete"] == 0
    assert answer["counts"]["codes"] > 500
    assert answer["raw"], "global loads are read through dis here: the encoding has changed"


@pytest.mark.parametrize("version", PRESENT)
def test_annotations_on_demand_and_lazy_imports_are_seen_and_not_resolved(
    version: str, tmp_path: Path
) -> None:
    target = tmp_path / "answer.json"
    run(version, Path(__file__).with_name("probe_newer.py"), PROBE, target)
    answer = json.loads(target.read_text())
    nowhere = [["<module>", "Nowhere"], ["A", "Lnie"], ["A.split", "Seqence"], ["read", "Missing"]]
    assert answer["names False"] == nowhere
    assert answer["names True"] == sorted([*nowhere, ["A", "Decimal"], ["read", "Decimal"]])
    assert ["Decimal", "type-checking"] in answer["stores True"]
    if version >= "3.15":
        assert answer["lazy"] == ["json", "nope", "not_there"]
        assert answer["after"] == ["module", "ImportError", "ModuleNotFoundError"]
