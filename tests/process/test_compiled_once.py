"""Sources without bytecode are compiled once for all processes, and nothing else is different."""

from __future__ import annotations

from pathlib import Path

import interpreters
import pytest
from sharing import Run, bare_python
from sharing import run as run  # a fixture
from trees import grow

from smoke.model import Isolation, Outcome

# From here on the process knows what it compiles.
INIT = """
import sys
compiled = []
def note(event, arguments):
    if event == "compile":
        compiled.append(str(arguments[1]))
sys.addaudithook(note)
"""
# Fails if this file was compiled in this process.
CAREFUL = """
import pkg
assert not any(each.endswith(__file__) for each in pkg.compiled), "compiled here"
"""
WARNS = CAREFUL + 'text = "\\d"\n'
SPOILT = CAREFUL + "def f(:\n"


@pytest.mark.parametrize("version", interpreters.VERSIONS)
def test_a_source_is_compiled_once(run: Run, tmp_path: Path, version: str) -> None:
    files = {"pkg/__init__.py": INIT, "pkg/one.py": CAREFUL, "pkg/warns.py": WARNS, "pkg/spoilt.py": SPOILT}
    package = grow(tmp_path, files) / "pkg"
    python = bare_python(version, tmp_path)
    forked = run(package, python=python).results
    assert forked["pkg.one"].outcome is Outcome.IMPORTED
    assert forked["pkg.warns"].raised[0].message == "compiled here"  # else nobody would see the warning
    fresh = run(package, Isolation.FRESH, python=python).results
    assert fresh["pkg.one"].raised[0].message == "compiled here"
    assert forked["pkg.spoilt"].raised == fresh["pkg.spoilt"].raised
    assert forked["pkg.spoilt"].raised[0].type == "SyntaxError"
    assert not list(tmp_path.glob("pkg/**/*.pyc"))


def test_code_is_that_of_the_source_as_it_is_when_it_is_imported(run: Run, tmp_path: Path) -> None:
    changed = f"open({str(tmp_path / 'pkg' / 'one.py')!r}, 'w').write('x = 2')"
    two = "from .one import x\nassert x == 2"
    package = grow(tmp_path, {"pkg/__init__.py": changed, "pkg/one.py": "x = 1", "pkg/two.py": two}) / "pkg"
    results = run(package).results
    assert {name: each.outcome for name, each in results.items()} == dict.fromkeys(results, Outcome.IMPORTED)


@pytest.mark.parametrize("content", [b"", b"no code"])
def test_what_cannot_be_read_is_compiled(
    run: Run, tmp_path: Path, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    from smoke.runner.states import ProcessState

    original, spoilt = ProcessState.order, []

    def order(self: ProcessState, command: dict[str, object]) -> None:
        for path in command.get("files", ()):  # type: ignore[attr-defined]
            Path(path).write_bytes(content)
            spoilt.append(path)
        original(self, command)

    monkeypatch.setattr(ProcessState, "order", order)
    package = grow(tmp_path, {"pkg/__init__.py": INIT, "pkg/one.py": CAREFUL, "pkg/two.py": "x = 1"}) / "pkg"
    results = run(package).results
    assert spoilt
    assert results["pkg.one"].outcome is Outcome.RAISED
    assert results["pkg.two"].isolation is Isolation.FORK
