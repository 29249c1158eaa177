"""Several targets, filters, and the project of the current folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from trees import grow, install, package

from smoke.discovery import select
from smoke.errors import UsageError
from smoke.interpreter import remembering, resolve
from smoke.model import Interpreter, Selection


@pytest.fixture(scope="module")
def interpreter() -> Interpreter:
    return resolve([])[0]


def _names(selection: Selection) -> list[str]:
    return [module.name for module in selection.modules]


def test_several_targets_come_out_once_and_sorted(interpreter: Interpreter, tmp_path: Path) -> None:
    package(tmp_path, "mine", "a")
    selection = select(["json", "./mine", "json.decoder"], interpreter, cwd=tmp_path)
    names = _names(selection)
    assert names == sorted(set(names))
    assert {"json", "json.decoder", "mine", "mine.a"} <= set(names)
    assert selection.roots == (str(tmp_path),)


class _Counting:
    """Knows no answer, and how often one was given."""

    def __init__(self) -> None:
        self.kept = 0

    def recall(self, *asked: Any, **named: Any) -> None:
        return None

    def keep(self, *told: Any, **named: Any) -> None:
        self.kept += 1


def test_the_interpreter_is_asked_once_for_all_names(interpreter: Interpreter, tmp_path: Path) -> None:
    memory = _Counting()
    with remembering(memory):
        selection = select(["json", "email", "csv"], interpreter, cwd=tmp_path)
    assert {"json.decoder", "email.message", "csv"} <= set(_names(selection))
    assert memory.kept == 1


def test_a_name_and_a_distribution_of_that_name_are_two_targets(tmp_path: Path) -> None:
    files = {"shop/__init__.py": "", "shop_cli.py": ""}
    interpreter = _with(tmp_path / "site", "shop", files)
    selection = select(["shop", "dist:shop"], interpreter, cwd=tmp_path)
    assert _names(selection) == ["shop", "shop_cli"]
    assert selection.distributions == ("shop",)


def _with(site: Path, name: str, files: dict[str, str]) -> Interpreter:
    install(grow(site, {}), name, files)
    return resolve([], env=[("PYTHONPATH", str(site))])[0]


def test_one_name_for_two_files_is_refused(interpreter: Interpreter, tmp_path: Path) -> None:
    package(tmp_path / "one", "same")
    package(tmp_path / "two", "same")
    with pytest.raises(UsageError, match="different files for same"):
        select(["one/same", "two/same"], interpreter, cwd=tmp_path)


def test_names_are_looked_up_with_the_roots_of_the_paths(interpreter: Interpreter, tmp_path: Path) -> None:
    package(tmp_path / "lib", "first_thing")
    package(tmp_path / "lib", "second_thing")
    selection = select(["lib/first_thing", "second_thing"], interpreter, cwd=tmp_path)
    assert _names(selection) == ["first_thing", "second_thing"]


def test_exclude_leaves_out_a_package_with_all_below_it(interpreter: Interpreter, tmp_path: Path) -> None:
    package(tmp_path / "p", "tests", "test_a")
    package(tmp_path, "p", "a", "tests_are_fun")
    selection = select(["./p"], interpreter, exclude=["p.tests"], cwd=tmp_path)
    assert _names(selection) == ["p", "p.a", "p.tests_are_fun"]


def test_include_keeps_what_matches_and_all_below_it(interpreter: Interpreter, tmp_path: Path) -> None:
    package(tmp_path / "p", "api", "v1")
    package(tmp_path, "p", "a", "b")
    selection = select(["./p"], interpreter, include=["p.api", "*.b"], cwd=tmp_path)
    assert _names(selection) == ["p.api", "p.api.v1", "p.b"]


def test_an_exclude_that_matches_nothing_is_noted(interpreter: Interpreter, tmp_path: Path) -> None:
    package(tmp_path, "p", "a")
    selection = select(["./p"], interpreter, exclude=["p.a", "p.nope"], cwd=tmp_path)
    assert selection.notes == ("--exclude 'p.nope' matches no module",)


def test_filters_that_leave_nothing_are_refused(interpreter: Interpreter, tmp_path: Path) -> None:
    package(tmp_path, "p", "a")
    with pytest.raises(UsageError, match="leave none of the 2 modules"):
        select(["./p"], interpreter, include=["q"], cwd=tmp_path)


def test_a_target_with_nothing_to_import_is_refused_with_the_reason(
    interpreter: Interpreter, tmp_path: Path
) -> None:
    grow(tmp_path, {"place/with-dash.py": ""})
    with pytest.raises(UsageError, match=r"no module of './place' can be imported.*'with-dash' is no name"):
        select(["./place"], interpreter, cwd=tmp_path)


def test_an_empty_folder_is_refused(interpreter: Interpreter, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=r"no module found in './empty'"):
        select(["./empty"], interpreter, cwd=tmp_path)
    with pytest.raises(UsageError, match=r"no module found in the project in .*; name a package"):
        select([], interpreter, cwd=tmp_path / "empty")


@pytest.mark.parametrize("layout", ["src", "."])
def test_without_a_target_it_is_the_source_of_the_current_folder(
    layout: str, interpreter: Interpreter, tmp_path: Path
) -> None:
    package(tmp_path / layout, "proj", "a")
    package(tmp_path, "tests", "test_a")
    grow(tmp_path, {"pyproject.toml": '[project]\nname = "proj"\n', "setup.py": "1/0", "docs/conf.py": "1/0"})
    selection = select([], interpreter, cwd=tmp_path)
    assert _names(selection) == ["proj", "proj.a"]
    assert selection.roots == (str((tmp_path / layout).resolve()),)
    assert selection.project == str(tmp_path)
    assert selection.distributions == ()


def _project(tmp_path: Path, installed: str, source: str) -> tuple[Interpreter, Path]:
    """An interpreter with `my-proj` installed, and the folder of its source."""
    site = grow(tmp_path / "site", {})
    install(site, "My.Proj", {"proj/__init__.py": "", "proj/a.py": installed})
    files = {
        "pyproject.toml": '[project]\nname = "my-proj"\n',
        "src/proj/__init__.py": "",
        "src/proj/a.py": source,
    }
    return resolve([], env=[("PYTHONPATH", str(site))])[0], grow(tmp_path / "checkout", files)


def test_without_a_target_the_installed_project_is_taken(tmp_path: Path) -> None:
    interpreter, checkout = _project(tmp_path, "same = 1", "same = 1")
    selection = select([], interpreter, cwd=checkout)
    assert _names(selection) == ["proj", "proj.a"]
    assert selection.distributions == ("My.Proj",)
    assert selection.roots == ()
    assert selection.notes == ()
    assert str(selection.modules[0].path).startswith(str(tmp_path / "site"))


def test_an_installed_project_that_is_not_the_source_is_noted(tmp_path: Path) -> None:
    interpreter, checkout = _project(tmp_path, "old = 1", "new = 1")
    (note,) = select([], interpreter, cwd=checkout).notes
    assert "checking the installed My.Proj 1.0" in note
    assert str(checkout / "src" / "proj" / "a.py") in note
