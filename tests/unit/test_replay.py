"""An import that is known to fail fails again without being executed: once, and as it did."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import interpreters
import pytest
from trees import grow

import smoke

FILES = {
    "pkg/__init__.py": "",
    "pkg/bad/__init__.py": "print('executed bad')\nfrom pkg.bad import inner",
    "pkg/bad/inner.py": (
        "import pkg.fine\nprint('executed inner')\ndef fail():\n    raise ValueError('no')\nfail()"
    ),
    "pkg/fine.py": "print('executed fine')",
    "pkg/leaves.py": "import sys\nsys.exit(3)",
    "pkg/gone.py": "import not_there_at_all",
    "pkg/early.py": "import pkg\npkg.other",
    "pkg/needs.py": "from pkg import other",
    "pkg/wraps.py": "try:\n    import pkg.not_there\nexcept ImportError:\n    raise ValueError('no')",
    "pkg/catches.py": "try:\n    import pkg.bad\nexcept ValueError:\n    seen = 'caught'",
    "pkg/unusual.py": "__spec__ = None\nraise ValueError('no')",
    "user.py": (
        "import traceback\ntry:\n    import pkg.bad\nexcept ValueError:\n    text = traceback.format_exc()"
    ),
}

PREPARE = """
import sys
sys.dont_write_bytecode = True
sys.path[:0] = [%r, %r]
from importlib import import_module
from _smoke_probe import replay
def fails(name):
    try:
        import_module(name)
    except BaseException as error:
        return error
"""


@pytest.fixture(params=interpreters.VERSIONS)
def python(request: pytest.FixtureRequest) -> str:
    why = interpreters.missing(request.param)
    if why is not None:
        pytest.skip(why)
    return str(interpreters.find(request.param))


def run(python: str, folder: Path, code: str) -> list[str]:
    """The lines that the code prints, each a JSON value or a word of the package."""
    (folder / "_smoke_probe").symlink_to(Path(smoke.__file__).parent / "probe")
    program = PREPARE % (str(grow(folder / "tree", FILES)), str(folder)) + code
    done = subprocess.run(
        [python, "-I", "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_it_is_raised_once_more_without_executing_anything(python: str, tmp_path: Path) -> None:
    code = """
error = fails("pkg.bad")
print(sorted(replay.keep("pkg.bad", error, ["pkg"])))
again = fails("pkg.bad")
print(again is error, "pkg.bad" in sys.modules, "pkg.fine" in sys.modules)
print("third", fails("pkg.bad") is error)
"""
    assert run(python, tmp_path, code) == [
        *("executed bad", "executed fine", "executed inner"),
        "['pkg.bad', 'pkg.bad.inner']",
        "True False True",
        *("executed bad", "executed inner"),
        "third False",
    ]


def test_the_traceback_is_that_of_a_real_import(python: str, tmp_path: Path) -> None:
    code = """
import json
import user
real = user.text
del sys.modules["user"]
replay.keep("pkg.bad", fails("pkg.bad"), ["pkg"])
import user
print(json.dumps([real, user.text]))
"""
    real, replayed = json.loads(run(python, tmp_path, code)[-1])
    assert replayed == real
    assert [line for line in real.splitlines() if "File" in line][-1].endswith("in fail")


def test_a_module_that_was_being_imported_is_kept_with_its_part(python: str, tmp_path: Path) -> None:
    code = """
import traceback
import pkg
replay.keep("pkg.bad", fails("pkg.bad"), ["pkg"])
sys.modules["pkg.bad"] = type(sys)("pkg.bad")
sys.modules["pkg.bad"].__path__ = [pkg.__path__[0] + "/bad"]
error = fails("pkg.bad.inner")
files = [each.filename for each in traceback.extract_tb(error.__traceback__)]
outer = any(each.endswith("bad/__init__.py") for each in files)
print(replay.Kept.used, outer, files[-1].endswith("inner.py"))
"""
    assert run(python, tmp_path, code)[-1] == "1 False True"


def test_to_look_for_a_module_does_not_use_it_up(python: str, tmp_path: Path) -> None:
    code = """
import importlib.util
replay.keep("pkg.bad", fails("pkg.bad"), ["pkg"])
print(importlib.util.find_spec("pkg.bad").name, replay.Kept.used)
import pkg.catches
print(pkg.catches.seen, replay.Kept.used)
"""
    assert run(python, tmp_path, code)[3:] == ["pkg.bad 0", "caught 1"]


@pytest.mark.parametrize(
    "name", ["pkg.leaves", "pkg.unusual", "not_there_at_all", "pkg.early", "pkg.needs", "pkg.wraps"]
)
def test_what_did_not_fail_in_the_usual_way_is_not_kept(python: str, tmp_path: Path, name: str) -> None:
    assert run(python, tmp_path, f"print(replay.keep({name!r}, fails({name!r}), ['pkg']))")[-1] == "[]"


def test_a_module_that_misses_another_is_kept_itself(python: str, tmp_path: Path) -> None:
    code = "print(replay.keep('pkg.gone', fails('pkg.gone'), ['pkg']), str(fails('pkg.gone')))"
    assert run(python, tmp_path, code)[-1] == "['pkg.gone'] No module named 'not_there_at_all'"
