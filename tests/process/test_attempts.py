"""Modules that fail at once share a process, and each has the verdict of a process of its own.

The modules of these packages end with an import of something that is not there, so that all of them are
expected to fail at once; but some do something before.
"""

from __future__ import annotations

from pathlib import Path

import interpreters
import pytest
from sharing import Run, bare_python, each_alone
from sharing import run as run  # a fixture
from trees import grow

from smoke.model import Isolation, Outcome, Result, Touched
from smoke.plan import stages
from smoke.runner import births

FAILS = '"""Fails."""\nfrom __future__ import annotations\nimport sys\nimport not_there_at_all\n'
NAMES = [f"m{number}" for number in range(10)]
ODD = "m5"

WARNS = r"x = '\d'"  # the compiler warns, in some way or other, and nothing is executed for it
# What comes before the import in a module; the names tell what is odd about it.
ODDITIES = {
    "prints": "print('hello')",
    "prints without a newline": "import sys\nsys.stdout.write('x' * 50)",
    "warns while it is compiled": WARNS,
    "exits": "import sys\nsys.exit(3)",
    "ends its process": "import os\nos._exit(0)",
    "is killed": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "crashes": "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)",
    "raises something else": "int('x')",
    "skips itself": "import unittest\ndef f(): raise unittest.SkipTest('not here')\nf()",
    "closes all descriptors": "import os\nos.closerange(0, 900)",
    "changes the environment": "import os\nos.environ['SMOKE_ODD'] = '1'",
    "sets an attribute elsewhere": "import sys\nsys.smoke_odd = 1",
    "loads a module": "import colorsys",
    "loads a sibling": "from pkg import fine",
    "has a sibling that fails": "from pkg import m0",
    "takes a name that is made on demand": "from pkg.lazy import thing",
    "takes a name from where others are made on demand": "from pkg.lazy import there",
    "takes a submodule": "import pkg.below.deep",
    "takes everything": "from pkg.fine import *",
    "looks for what is no package": "import pkg.lazy.deep",
    "defines functions": "def f():\n    return missing_on_purpose\nclass C:\n    pass",
    "catches a failure": "import sys\ntry:\n    import not_so\nexcept ImportError:\n    sys.smoke_odd = 1",
    "leaves by way of a loop": "for x in 'ab':\n    import sys\n    sys.smoke_odd = x",
    "adds a finder": "import sys\nclass Odd:\n    def find_spec(*rest): pass\nsys.meta_path.insert(0, Odd())",
    "adds to the path": "import sys\nsys.path.append('/nowhere')",
    "renames itself": "__name__ = 'importlib'",
    "forks": "import os\nos.fork()",
}
# What leaves the process as it was.
HARMLESS = (
    "",
    '"""Text."""\n__all__ = ["f", "g", "h"]\n__version__ = "1"\nTABLE = {"a": 1, "b": (1, 2)}\nx = y = None',
    "from pkg import m0",
    "from . import m0",
    "from .m0 import name as other",
    "import os.path as p, sys as s\nfrom os import path, sep as separator",
    "from io import BytesIO",
    "from .below import deeper\nimport pkg.below.deeper\nimport pkg.below.deeper as d",
    "from .below.deeper import x as y",
    "from pkg import not_a_name_but_m0, m0",
    "import pkg.below.not_there_either",
)
# All that is in a module behind: it fails in another way if it can see any of that.
LOOKS = """
import os, sys
def look():
    import pkg
    assert "SMOKE_ODD" not in os.environ
    assert not hasattr(sys, "smoke_odd")
    assert "colorsys" not in sys.modules and "pkg.fine" not in sys.modules
    assert not pkg.asked, pkg.asked
    assert not getattr(sys.stderr, "getvalue", str)()
    assert "Odd" not in [type(each).__name__ for each in sys.meta_path] and "/nowhere" not in sys.path
look()
import not_there_at_all
"""
# What the package does for all of them.
SURROUNDINGS = {
    "nothing": "",
    "a finder of its own": """
import sys
class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        asked.append(name) if name == "not_there_at_all" else None
sys.meta_path.insert(0, Finder)
""",
    "an audit hook": """
import sys
def listen(event, arguments):
    if event == "import" and arguments[0] == "not_there_at_all":
        asked.append(event)
sys.addaudithook(listen)
""",
    "an import function of its own": """
import builtins
real = builtins.__import__
def traced(name, *rest):
    asked.append(name) if name == "not_there_at_all" else None
    return real(name, *rest)
builtins.__import__ = traced
""",
    "warnings shown by itself": """
import warnings
warnings.simplefilter("always")
warnings.showwarning = lambda *rest: asked.append("warned")
""",
    "a stream of its own": """
import io, sys, warnings
warnings.simplefilter("always")
sys.stderr = io.StringIO()
""",
    "tracing": """
import sys
def trace(frame, event, argument):
    asked.append(event) if frame.f_globals.get("__name__") == "pkg.m4" else None
sys.settrace(trace)
""",
    "a part of the import system": """
from importlib.machinery import FileFinder
real = FileFinder.find_spec
def find(self, name, target=None):
    asked.append(name) if name == "not_there_at_all" else None
    return real(self, name, target)
FileFinder.find_spec = find
""",
    "a function of the system": """
import posix
real = posix.stat
def stat(path, **rest):
    asked.append(path)
    return real(path, **rest)
posix.stat = stat
""",
    "a path of its own": """
class Path(list):
    def __iter__(self):
        asked.append("path")
        return list.__iter__(self)
__path__ = Path(__path__)
""",
    "a hook for folders": """
import sys
from importlib.machinery import FileFinder, SourceFileLoader
class Finder(FileFinder):
    def find_spec(self, name, target=None):
        asked.append(name) if name == "not_there_at_all" else None
        return FileFinder.find_spec(self, name, target)
sys.path_hooks.insert(0, Finder.path_hook((SourceFileLoader, [".py"])))
sys.path_importer_cache.clear()
""",
    "a finder for one folder": """
import sys
from importlib.machinery import FileFinder
class Finder(FileFinder):
    def find_spec(self, name, target=None):
        asked.append(name)
sys.path_importer_cache[sys.path[-1]] = Finder(sys.path[-1])
""",
    "a loader of its own": """
import sys
from importlib.machinery import PathFinder, SourceFileLoader
class Loader(SourceFileLoader):
    def get_data(self, path):
        asked.append(path)
        return super().get_data(path)
def find(name, path=None, target=None):
    spec = PathFinder.find_spec(name, path, target)
    if spec is not None and name.startswith("pkg.m"):
        spec.loader = Loader(name, spec.origin)
    return spec
sys.meta_path.insert(0, type("F", (), {"__module__": "outside", "find_spec": staticmethod(find)}))
""",
    "a module that is there after all": """
import sys, types
sys.modules["not_there_at_all"] = types.ModuleType("not_there_at_all")
""",
}
# What shows a warning has been loaded, so that nothing new is when one is shown.
ALWAYS = "import linecache, tracemalloc, warnings\nwarnings.simplefilter('always')\n"
INIT = "asked = []\nimport pkg.lazy\n"
OTHERS = {
    "pkg/fine.py": "x = 1\n",
    "pkg/lazy.py": """
there = 1
def __getattr__(name):
    import pkg
    pkg.asked.append(name)
    raise AttributeError(name)
""",
    "pkg/below/__init__.py": "",
    "pkg/below/deeper.py": "x = 1",
    "pkg/below/deep.py": "import not_there_at_all\n",
}


def _package(folder: Path, odd: str = "", init: str = "", before: str = "") -> Path:
    files = {f"pkg/{name}.py": before + FAILS for name in NAMES}
    files[f"pkg/{ODD}.py"] = before + odd + "\nimport not_there_at_all\n"
    files["pkg/m6.py"] = LOOKS
    return grow(folder, {"pkg/__init__.py": INIT + init, **OTHERS, **files}) / "pkg"


def test_modules_that_fail_at_once_share_a_process(run: Run, tmp_path: Path) -> None:
    package = grow(tmp_path, {"pkg/__init__.py": "", **{f"pkg/{name}.py": FAILS for name in NAMES}}) / "pkg"
    seen = run(package)
    assert seen.groups == [[f"pkg.{name}" for name in NAMES]]
    for name in NAMES:
        (raised,) = seen.results[f"pkg.{name}"].raised
        assert raised.message == "No module named 'not_there_at_all'"
        assert [(frame.path, frame.line) for frame in raised.frames] == [(str(package / f"{name}.py"), 4)]


@pytest.mark.parametrize("version", interpreters.VERSIONS)
def test_what_leaves_nothing_behind_does_not_end_the_process(run: Run, tmp_path: Path, version: str) -> None:
    python = bare_python(version, tmp_path)
    codes = {f"n{number:02}": f"{code}\nimport not_there_at_all\n" for number, code in enumerate(HARMLESS)}
    files = {"pkg/m0.py": FAILS, **{f"pkg/{name}.py": code for name, code in codes.items()}}
    below = {"pkg/below/__init__.py": "", "pkg/below/deeper.py": "x = 1"}
    init = {"pkg/__init__.py": "from pkg.below import deeper\nimport io, os"}
    package = grow(tmp_path, {**init, **below, **files}) / "pkg"
    forked = run(package, python=python)
    assert forked.groups == [["pkg.m0", *(f"pkg.{name}" for name in codes)]]
    assert forked.told() == run(package, Isolation.FRESH, python=python).told()


def test_a_failure_that_the_stage_has_kept_is_there_for_each(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "STAGE_COST", -1.0)
    monkeypatch.setattr(births, "_STATE", -1.0)  # else it depends on how long the helper takes to fail
    imports = "from pkg import helper\nimport not_there_at_all\n"
    files = {f"pkg/{name}.py": imports for name in NAMES}
    helper = {"pkg/__init__.py": "import json", "pkg/helper.py": "import json.not_there_either\n"}
    package = grow(tmp_path, {**helper, **files}) / "pkg"
    forked = run(package)
    assert ["pkg.helper"] in forked.stages
    assert [sorted(group) for group in forked.groups] == [[f"pkg.{name}" for name in NAMES]]
    assert forked.told() == run(package, Isolation.FRESH).told()


def test_two_jobs_have_both_their_part(run: Run, tmp_path: Path) -> None:
    files = {f"pkg/{name}.py": FAILS for name in NAMES}
    seen = run(grow(tmp_path, {"pkg/__init__.py": "", **files}) / "pkg", jobs=2)
    assert max(len(group) for group in seen.groups) <= 6
    assert {result.outcome for name, result in seen.results.items() if name != "pkg"} == {Outcome.RAISED}


@pytest.mark.parametrize("version", interpreters.VERSIONS)
def test_those_that_do_more_have_their_own_verdicts_and_hurt_no_other(
    run: Run, tmp_path: Path, version: str
) -> None:
    python = bare_python(version, tmp_path)
    files = {"pkg/m0.py": FAILS}
    for number, odd in enumerate(ODDITIES.values()):
        files[f"pkg/n{number:02}a.py"] = FAILS
        files[f"pkg/n{number:02}b.py"] = odd + "\nimport not_there_at_all\n"
        files[f"pkg/n{number:02}c.py"] = LOOKS
    package = grow(tmp_path, {"pkg/__init__.py": INIT + ALWAYS, **OTHERS, **files}) / "pkg"
    forked = run(package, python=python)
    for number, odd in enumerate(ODDITIES):
        names = [f"pkg.n{number:02}{letter}" for letter in "abc"]
        assert any(names[1] in group[1:] for group in forked.groups), odd
        (raised,) = forked.results[names[2]].raised
        assert raised.type == "ModuleNotFoundError", odd
    assert forked.told() == each_alone(run, package, python).told()
    if version == interpreters.VERSIONS[-1]:  # a fresh interpreter for each takes its time
        assert forked.told() == run(package, Isolation.FRESH, python=python).told()


@pytest.mark.parametrize("kind", SURROUNDINGS)
def test_what_the_package_has_put_in_the_way_is_heeded(run: Run, tmp_path: Path, kind: str) -> None:
    package = _package(tmp_path, WARNS, "import linecache, tracemalloc\n" + SURROUNDINGS[kind])
    forked = run(package)
    assert forked.groups
    assert forked.told() == run(package, Isolation.FRESH).told()


def test_one_that_hangs_has_its_own_time_and_so_have_the_others(run: Run, tmp_path: Path) -> None:
    package = _package(tmp_path, "import time\ntime.sleep(1000)")
    seen = run(package, timeout=2.0)
    assert any(f"pkg.{ODD}" in group for group in seen.groups)
    hung = seen.results[f"pkg.{ODD}"]
    assert (hung.outcome, hung.timeout) == (Outcome.TIMED_OUT, 2.0)
    assert hung.stack is not None
    assert f"{ODD}.py" in hung.stack
    others = [seen.results[f"pkg.{name}"].outcome for name in NAMES if name != ODD]
    assert others == [Outcome.RAISED] * len(others)


def test_what_one_printed_is_in_no_other_result(run: Run, tmp_path: Path) -> None:
    seen = run(_package(tmp_path, "print('hello')"))
    printed = {name: result.output for name, result in seen.results.items() if result.output is not None}
    assert printed == {f"pkg.{ODD}": "hello\n"}


def test_each_depends_on_its_own_files_only(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"pkg/__init__.py": "", "pkg/sub/__init__.py": ""}
    package = grow(tmp_path, {**files, **{f"pkg/sub/{name}.py": FAILS for name in NAMES}}) / "pkg"
    together = run(package)
    monkeypatch.setattr("smoke.runner.fork.TOGETHER", 1)
    alone = run(package)
    assert together.groups
    assert not alone.groups
    for name, result in together.results.items():
        files_, listed, searched = _touched(result.touched)
        assert (files_, listed) == _touched(alone.results[name].touched)[:2]
        assert searched >= _touched(alone.results[name].touched)[2]


def test_a_limit_of_memory_holds_for_each_module_alone(run: Run, tmp_path: Path) -> None:
    seen = run(_package(tmp_path), memory=2**33)
    assert not seen.groups
    assert seen.results["pkg.m6"].outcome is Outcome.RAISED


def test_a_run_that_is_stopped_tells_of_no_further_module(run: Run, tmp_path: Path) -> None:
    told: list[str] = []

    def observe(result: Result) -> bool:
        told.append(result.module.name)
        return result.outcome is not Outcome.RAISED

    seen = run(_package(tmp_path), observe=observe)
    failed = [name for name in told if seen.results[name].outcome is Outcome.RAISED]
    assert len(failed) == 1
    assert sum(result.outcome is Outcome.SKIPPED for result in seen.results.values()) > 5


def _touched(touched: Touched | None) -> tuple[set[str], set[str], set[str]]:
    files: set[str] = set()
    listed: set[str] = set()
    searched: set[str] = set()
    while touched is not None:
        files |= set(touched.files)
        listed |= set(touched.listed)
        searched |= set(touched.searched)
        touched = touched.before
    return files, listed, searched
