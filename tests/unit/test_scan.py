"""The imports that a module is certain to execute, read from its bytecode, on every interpreter."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from interpreters import VERSIONS, find

from smoke.runner.boot import PROBE

TRUTH = Path(__file__).with_name("scan_truth.py")
SOURCE = """\
\"\"\"Words.\"\"\"
from __future__ import annotations
import os, json as j
from . import near
from ..far import one, two
from typing import TYPE_CHECKING
import typing
if TYPE_CHECKING:
    import never_run
if typing.TYPE_CHECKING:
    import never_run_either
LIMIT = 3
def early(first=1):
    pass
import after_constant
value = call()
import after_code
if value:
    import conditional
else:
    import otherwise
try:
    import attempted
except ImportError:
    import instead
for each in value:
    import looped
import last
LATER: int = 3
def function():
    import inside
"""
EXPECTED = [
    ["__future__", ["annotations"], "lead"],
    ["os", None, "lead"],
    ["json", None, "lead"],
    ["pkg.sub", ["near"], "lead"],
    ["pkg.far", ["one", "two"], "lead"],
    ["typing", ["TYPE_CHECKING"], "lead"],
    ["typing", None, "lead"],
    ["after_constant", None, "lead"],
    ["after_code", None, "sure"],
    ["conditional", None, "maybe"],
    ["otherwise", None, "maybe"],
    ["attempted", None, "maybe"],
    ["instead", None, "maybe"],
    ["looped", None, "maybe"],
    ["last", None, "sure"],
]
ONE = """\
import json, sys
probe = type(sys)("_smoke_probe")
probe.__path__ = [sys.argv[1]]
sys.modules["_smoke_probe"] = probe
from _smoke_probe import scan
print(json.dumps(scan.scan("pkg.sub.mod", sys.argv[2], False)[sys.argv[3]]))
"""


def _python(version: str) -> str:
    found = find(version)
    if found is None:
        pytest.skip(f"no Python {version} here")
    return str(found)


@pytest.mark.parametrize("version", VERSIONS)
def test_each_import_has_the_mode_of_its_place(version: str, tmp_path: Path) -> None:
    path = tmp_path / "mod.py"
    path.write_text(SOURCE)
    for name in ("after_constant", "after_code", "last"):
        (tmp_path / f"{name}.py").touch()
    found = _scanned(version, path)
    assert sorted(found, key=str) == sorted(EXPECTED, key=str)  # handlers may stand last


def _scanned(version: str, path: Path, what: str = "imports") -> Any:
    command = [_python(version), "-c", ONE, PROBE, str(path), what]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=path.parent)
    return json.loads(done.stdout)


INERT = [
    "", '"""Words."""', "A = 1\nB = ('a', 'b')\nC = [1, 2, 3]", "def f(first=1):\n    import os\n    return x"
]  # fmt: skip
NOT_INERT = [
    "import os", "class C:\n    pass", "A = B", "A = f()", "del A", "@f\ndef g():\n    pass", "A = f'{1}'",
    "for A in ():\n    pass", "A = 1\nif A:\n    B = 2", "try:\n    A = 1\nfinally:\n    B = A", "A.b = 1",
]  # fmt: skip


@pytest.mark.parametrize("version", VERSIONS)
def test_what_can_do_nothing_is_known(version: str, tmp_path: Path) -> None:
    path = tmp_path / "mod.py"
    for source in [*INERT, *NOT_INERT]:
        path.write_text(source)
        assert _scanned(version, path, "inert") is (source in INERT), source


@pytest.mark.parametrize("version", VERSIONS)
def test_where_type_checking_is_true_what_stands_under_it_is_imported(version: str, tmp_path: Path) -> None:
    path = tmp_path / "mod.py"
    path.write_text("TYPE_CHECKING = True\nif TYPE_CHECKING:\n    import json\nimport sys\n")
    assert _scanned(version, path) == [["json", None, "maybe"], ["sys", None, "sure"]]


@pytest.mark.parametrize("version", VERSIONS)
def test_nothing_is_certain_after_an_import_of_what_is_not_there(version: str, tmp_path: Path) -> None:
    path = tmp_path / "mod.py"
    path.write_text("import os\nimport not_there.sub\nimport sys\n")
    modes = {str(target): mode for target, _names, mode in _scanned(version, path)}
    assert modes == {"os": "lead", "not_there.sub": "absent", "sys": "maybe"}


@pytest.mark.parametrize("version", VERSIONS)
def test_an_attempted_import_of_what_is_not_there_changes_nothing(version: str, tmp_path: Path) -> None:
    path = tmp_path / "mod.py"
    path.write_text("try:\n    import not_there\nexcept ImportError:\n    pass\nimport sys\n")
    assert ["not_there", None, "maybe"] in _scanned(version, path)
    assert any(each[0] == "sys" and each[2] in ("lead", "sure") for each in _scanned(version, path))


@pytest.mark.parametrize("version", VERSIONS)
def test_the_certain_imports_of_the_standard_library_are_all_seen(version: str) -> None:
    command = [_python(version), "-W", "ignore", TRUTH, PROBE, "[a-j]*/*.py"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seen, *differing = done.stdout.split()
    assert int(seen) > 100
    assert differing == []


def test_a_file_that_is_no_python_has_no_imports(tmp_path: Path) -> None:
    path = tmp_path / "mod.py"
    path.write_text("import os\nthis is not\n")
    command = [sys.executable, "-c", ONE, PROBE, str(path), "imports"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []
