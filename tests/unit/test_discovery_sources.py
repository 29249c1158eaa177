"""A path says which folder goes on sys.path, and which modules a source tree would ship."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from trees import grow, package

from smoke.discovery import select
from smoke.errors import UsageError
from smoke.interpreter import resolve
from smoke.model import Interpreter, Selection


@pytest.fixture(scope="module")
def interpreter() -> Interpreter:
    return resolve([])[0]


def _names(selection: Selection) -> list[str]:
    return [module.name for module in selection.modules if not module.skip]


def _root(selection: Selection, tmp_path: Path) -> str:
    (root,) = selection.roots
    return os.path.relpath(root, tmp_path)


def test_a_package_folder_has_its_root_above(interpreter: Interpreter, tmp_path: Path) -> None:
    package(tmp_path / "lib" / "outer", "inner", "a")
    package(tmp_path / "lib", "outer", "b")
    selection = select(["lib/outer/inner"], interpreter, cwd=tmp_path)
    assert _names(selection) == ["outer.inner", "outer.inner.a"]
    assert _root(selection, tmp_path) == "lib"


def test_a_folder_of_packages_is_a_root(interpreter: Interpreter, tmp_path: Path) -> None:
    package(tmp_path / "src", "one", "a")
    package(tmp_path / "src", "tests")
    grow(tmp_path / "src", {"single.py": "", "one.egg-info/PKG-INFO": ""})
    selection = select(["src/"], interpreter, cwd=tmp_path)
    assert _names(selection) == ["one", "one.a", "single", "tests"]
    assert _root(selection, tmp_path) == "src"


def test_a_file_is_one_module(interpreter: Interpreter, tmp_path: Path) -> None:
    package(tmp_path / "p", "sub", "a", "b")
    package(tmp_path, "p")
    selection = select(["p/sub/a.py"], interpreter, cwd=tmp_path)
    assert _names(selection) == ["p.sub.a"]
    assert _root(selection, tmp_path) == "."


def test_the_file_of_a_package_is_the_package_alone(interpreter: Interpreter, tmp_path: Path) -> None:
    package(tmp_path, "p", "a")
    selection = select(["p/__init__.py"], interpreter, cwd=tmp_path)
    assert _names(selection) == ["p"]
    assert selection.modules[0].is_package


def test_a_loose_file_has_its_folder_as_root(interpreter: Interpreter, tmp_path: Path) -> None:
    grow(tmp_path, {"scripts_of_mine/job.py": "import neighbour_job", "scripts_of_mine/neighbour_job.py": ""})
    selection = select(["scripts_of_mine/job.py"], interpreter, cwd=tmp_path)
    assert _names(selection) == ["job"]
    assert _root(selection, tmp_path) == "scripts_of_mine"


@pytest.mark.parametrize("target", ["backend/app", "backend", "backend/app/a.py"])
def test_code_that_imports_itself_under_a_longer_name_gets_it(
    target: str, interpreter: Interpreter, tmp_path: Path
) -> None:
    grow(
        tmp_path,
        {
            "pyproject.toml": "",
            "backend/app/a.py": "from backend.app import b\n",
            "backend/app/b.py": "import os\n",
        },
    )
    selection = select([target], interpreter, cwd=tmp_path)
    assert set(_names(selection)) <= {"backend.app.a", "backend.app.b"}
    assert "backend.app.a" in _names(selection)
    assert _root(selection, tmp_path) == "."


def test_a_package_in_a_namespace_package_gets_its_longer_name(
    interpreter: Interpreter, tmp_path: Path
) -> None:
    grow(
        tmp_path,
        {"src/corp/cloud/__init__.py": "from corp.cloud.a import x\n", "src/corp/cloud/a.py": "x = 1\n"},
    )
    selection = select(["src/corp/cloud"], interpreter, cwd=tmp_path)
    assert _names(selection) == ["corp.cloud", "corp.cloud.a"]
    assert _root(selection, tmp_path) == "src"


def test_code_that_imports_itself_under_the_short_name_keeps_it(
    interpreter: Interpreter, tmp_path: Path
) -> None:
    grow(tmp_path, {"lib/p/__init__.py": "import p.a\n", "lib/p/a.py": "import lib.p\n"})
    selection = select(["lib/p"], interpreter, cwd=tmp_path)
    assert _names(selection) == ["p", "p.a"]


def test_a_folder_whose_package_has_its_name_is_a_root(interpreter: Interpreter, tmp_path: Path) -> None:
    grow(tmp_path, {"thing/thing/__init__.py": "from thing import a\n", "thing/thing/a.py": ""})
    selection = select(["./thing"], interpreter, cwd=tmp_path)
    assert _names(selection) == ["thing", "thing.a"]
    assert _root(selection, tmp_path) == "thing"


def test_a_namespace_package_that_the_project_ships_keeps_its_name(
    interpreter: Interpreter, tmp_path: Path
) -> None:
    grow(tmp_path, {"pyproject.toml": "", "ns/sub/__init__.py": ""})
    selection = select(["./ns"], interpreter, cwd=tmp_path)
    assert _names(selection) == ["ns.sub"]


def test_a_folder_without_init_inside_a_package_belongs_to_it(
    interpreter: Interpreter, tmp_path: Path
) -> None:
    package(tmp_path, "p")
    grow(tmp_path, {"p/ns/a.py": ""})
    selection = select(["p/ns"], interpreter, cwd=tmp_path)
    assert _names(selection) == ["p.ns.a"]
    assert _root(selection, tmp_path) == "."


@pytest.mark.parametrize("mark", ["pyproject.toml", "setup.py", "setup.cfg"])
def test_a_project_is_what_it_would_ship(mark: str, interpreter: Interpreter, tmp_path: Path) -> None:
    for name in ("proj", "proj_extra", "tests", "docs", "build", "examples", "benchmarks"):
        package(tmp_path / "checkout", name, "a")
    grow(tmp_path / "checkout", {mark: "", "conftest.py": "", "noxfile.py": "", "run_me.py": ""})
    selection = select(["checkout/"], interpreter, cwd=tmp_path)
    assert _names(selection) == ["proj", "proj.a", "proj_extra", "proj_extra.a"]
    assert _root(selection, tmp_path) == "checkout"


def test_a_project_of_single_modules(interpreter: Interpreter, tmp_path: Path) -> None:
    grow(tmp_path, {"pyproject.toml": "", "six_like.py": "", "setup.py": "", "conftest.py": ""})
    assert _names(select(["."], interpreter, cwd=tmp_path)) == ["six_like"]


@pytest.mark.parametrize(
    "declaration",
    [
        '[tool.setuptools]\npackages = ["real", "real.sub"]\npackage-dir = {"" = "python"}\n',
        '[tool.setuptools.packages.find]\nwhere = ["python"]\n',
        '[tool.hatch.build.targets.wheel]\npackages = ["python/real"]\n',
        '[[tool.poetry.packages]]\ninclude = "real"\nfrom = "python"\n',
    ],
)
def test_a_declaration_counts_before_the_layout(
    declaration: str, interpreter: Interpreter, tmp_path: Path
) -> None:
    package(tmp_path / "python", "real", "a")
    package(tmp_path, "decoy")
    grow(tmp_path, {"pyproject.toml": declaration})
    selection = select(["."], interpreter, cwd=tmp_path)
    assert _names(selection) == ["real", "real.a"]
    assert _root(selection, tmp_path) == "python"


def test_a_broken_pyproject_does_not_stop_the_search(interpreter: Interpreter, tmp_path: Path) -> None:
    package(tmp_path, "proj")
    grow(tmp_path, {"pyproject.toml": "[[["})
    assert _names(select(["."], interpreter, cwd=tmp_path)) == ["proj"]


def test_a_name_of_the_standard_library_is_skipped(interpreter: Interpreter, tmp_path: Path) -> None:
    package(tmp_path, "mine")
    package(tmp_path, "json", "decoder")
    selection = select(["./mine", "./json"], interpreter, cwd=tmp_path)
    assert _names(selection) == ["mine"]
    (skipped,) = {module.skip for module in selection.modules if module.skip}
    assert skipped == "json is the name of a standard library module, which would be imported instead"


def test_the_folder_of_the_standard_library_itself_works(interpreter: Interpreter, tmp_path: Path) -> None:
    selection = select([f"{interpreter.stdlib_path}/json"], interpreter, cwd=tmp_path)
    assert "json.decoder" in _names(selection)
    assert selection.roots == ()


def test_a_root_that_is_on_the_path_anyway_stays_where_it_is(tmp_path: Path) -> None:
    package(tmp_path / "site", "mine", "a")
    interpreter = resolve([], env=[("PYTHONPATH", str(tmp_path / "site"))])[0]
    assert select(["site/mine"], interpreter, cwd=tmp_path).roots == ()


def test_a_root_that_is_on_the_path_behind_another_goes_first(tmp_path: Path) -> None:
    package(tmp_path / "site", "mine", "a")
    package(tmp_path / "before", "mine")
    path = f"{tmp_path / 'before'}:{tmp_path / 'site'}"
    interpreter = resolve([], env=[("PYTHONPATH", path)])[0]
    assert select(["site/mine"], interpreter, cwd=tmp_path).roots == (str(tmp_path / "site"),)


@pytest.mark.parametrize("name", ["notes.txt", "with-dash.py", "a.b.py"])
def test_a_file_that_no_import_can_name_is_refused(
    name: str, interpreter: Interpreter, tmp_path: Path
) -> None:
    grow(tmp_path, {name: ""})
    with pytest.raises(UsageError):
        select([f"./{name}"], interpreter, cwd=tmp_path)


def test_a_file_behind_a_package_of_its_name_is_refused(interpreter: Interpreter, tmp_path: Path) -> None:
    package(tmp_path, "p")
    grow(tmp_path, {"p.py": ""})
    with pytest.raises(UsageError, match="import takes"):
        select(["./p.py"], interpreter, cwd=tmp_path)


def test_a_named_pipe_is_refused_without_opening_it(interpreter: Interpreter, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    with pytest.raises(UsageError, match="a named pipe"):
        select(["./pipe.py"], interpreter, cwd=tmp_path)


def test_the_project_is_found_above_the_root_and_not_beyond_the_repository(
    interpreter: Interpreter, tmp_path: Path
) -> None:
    package(tmp_path / "repo" / "lib", "p")
    grow(tmp_path, {"pyproject.toml": "", "repo/.git/HEAD": ""})
    assert select(["repo/lib/p"], interpreter, cwd=tmp_path).project is None
    grow(tmp_path, {"repo/pyproject.toml": ""})
    assert select(["repo/lib/p"], interpreter, cwd=tmp_path).project == str(tmp_path / "repo")
