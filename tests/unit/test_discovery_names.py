"""A dotted name is what the interpreter would import; the folder next door only when that is clear."""

from __future__ import annotations

import zipfile
from pathlib import Path

import interpreters
import pytest
from trees import grow, install, package

from smoke.discovery import select
from smoke.errors import UsageError
from smoke.interpreter import locate, resolve
from smoke.model import Interpreter, ModuleKind, Selection


@pytest.fixture(scope="module")
def interpreter() -> Interpreter:
    return resolve([])[0]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder on the interpreter's path."""
    return grow(tmp_path / "site", {"placeholder.txt": ""})


def _with(site: Path) -> Interpreter:
    return resolve([], env=[("PYTHONPATH", str(site))])[0]


def _select(name: str, interpreter: Interpreter, cwd: Path) -> Selection:
    return select([name], interpreter, cwd=cwd)


def _names(selection: Selection) -> list[str]:
    return [module.name for module in selection.modules]


@pytest.mark.parametrize("name", ["json", "asyncio", "sqlite3", "importlib", "concurrent", "xml", "unittest"])
def test_packages_of_the_standard_library_work(name: str, interpreter: Interpreter, tmp_path: Path) -> None:
    selection = _select(name, interpreter, tmp_path)
    assert name in _names(selection)
    assert len(selection.modules) > 2
    assert not any(module.skip for module in selection.modules)
    assert selection.roots == ()


@pytest.mark.parametrize(
    ("name", "kind"),
    [("sys", ModuleKind.BUILTIN), ("os", ModuleKind.SOURCE), ("zipimport", ModuleKind.SOURCE)],
)
def test_builtin_and_frozen_modules_work(
    name: str, kind: ModuleKind, interpreter: Interpreter, tmp_path: Path
) -> None:
    (module,) = _select(name, interpreter, tmp_path).modules
    assert (module.name, module.kind) == (name, kind)
    assert (module.path is None) == (kind is ModuleKind.BUILTIN)


def test_a_part_of_a_package_is_the_tree_below_it(site: Path, tmp_path: Path) -> None:
    package(site / "pkg", "sub", "a", "b")
    package(site, "pkg", "other")
    interpreter = _with(site)
    assert _names(_select("pkg.sub", interpreter, tmp_path)) == ["pkg.sub", "pkg.sub.a", "pkg.sub.b"]
    assert _names(_select("pkg.sub.a", interpreter, tmp_path)) == ["pkg.sub.a"]


def test_a_namespace_package_has_modules_from_all_of_the_path(site: Path, tmp_path: Path) -> None:
    grow(tmp_path, {"site/ns/a.py": "", "more/ns/b/__init__.py": ""})
    interpreter = resolve([], env=[("PYTHONPATH", f"{site}:{tmp_path / 'more'}")])[0]
    selection = _select("ns", interpreter, tmp_path)
    assert _names(selection) == ["ns.a", "ns.b"]


def test_nothing_is_imported_to_find_it(site: Path, tmp_path: Path) -> None:
    grow(site, {"bad/__init__.py": "raise SystemExit", "bad/sub/__init__.py": "1/0", "bad/sub/a.py": "1/0"})
    assert _names(_select("bad.sub", _with(site), tmp_path)) == ["bad.sub", "bad.sub.a"]


def test_an_unknown_name_gets_close_ones_suggested(site: Path, tmp_path: Path) -> None:
    package(site, "colourful")
    with pytest.raises(UsageError, match=r"finds no module 'colorful'.*did you mean.*colourful"):
        _select("colorful", _with(site), tmp_path)


def test_an_unknown_part_gets_close_ones_suggested(interpreter: Interpreter, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"json has no module 'decode'.*did you mean decoder"):
        _select("json.decode", interpreter, tmp_path)


def test_a_module_has_nothing_below_it(interpreter: Interpreter, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"json\.decoder is a module, no package"):
        _select("json.decoder.JSONDecoder", interpreter, tmp_path)


def test_the_name_of_a_distribution_is_recognized(site: Path, tmp_path: Path) -> None:
    install(site, "PyThing", {"thing.py": ""})
    with pytest.raises(UsageError, match="write dist:PyThing"):
        _select("pything", _with(site), tmp_path)


def test_an_archive_is_refused_and_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("zipped/__init__.py", "")
    with pytest.raises(UsageError, match=r"zipped comes from .*all\.zip.*install it unpacked"):
        _select("zipped", _with(tmp_path / "all.zip"), tmp_path)


@pytest.mark.parametrize("place", [".", "src"])
def test_what_is_not_installed_is_taken_from_the_folder_next_door(
    place: str, interpreter: Interpreter, tmp_path: Path
) -> None:
    package(tmp_path / place, "local_thing", "a")
    grow(tmp_path, {"pyproject.toml": ""})
    selection = _select("local_thing", interpreter, tmp_path)
    assert _names(selection) == ["local_thing", "local_thing.a"]
    assert selection.roots == (str((tmp_path / place).resolve()),)
    assert selection.project == str(tmp_path)
    assert "not installed" in selection.notes[0]


def test_the_folder_next_door_may_be_a_namespace_package(interpreter: Interpreter, tmp_path: Path) -> None:
    grow(tmp_path, {"backend_thing/app/__init__.py": "", "backend_thing/app/a.py": ""})
    selection = _select("backend_thing.app", interpreter, tmp_path)
    assert _names(selection) == ["backend_thing.app", "backend_thing.app.a"]
    assert selection.roots == (str(tmp_path),)


def test_other_code_in_the_current_folder_is_refused(site: Path, tmp_path: Path) -> None:
    package(site, "pkg", "a")
    cwd = tmp_path / "checkout"
    grow(package(cwd, "pkg", "a"), {"a.py": "changed = True"})
    with pytest.raises(UsageError) as raised:
        _select("pkg", _with(site), cwd)
    text = str(raised.value)
    assert str(site / "pkg" / "__init__.py") in text
    assert str(cwd / "pkg" / "a.py") in text
    assert "write ./pkg for the folder, or the name in another folder for what is installed" in text


def test_a_refused_name_says_which_distribution_it_could_be(site: Path, tmp_path: Path) -> None:
    install(site, "Py-Pkg", {"pkg.py": ""})
    grow(tmp_path, {"checkout/pkg.py": "other = 1"})
    with pytest.raises(
        UsageError, match=r"write \./pkg for the folder, or dist:Py-Pkg for what is installed"
    ):
        _select("pkg", _with(site), tmp_path / "checkout")


@pytest.mark.parametrize("name", ["pkg", "pkg.a"])
def test_a_module_file_in_the_current_folder_counts_as_well(name: str, site: Path, tmp_path: Path) -> None:
    package(site, "pkg", "a")
    grow(tmp_path, {"checkout/pkg.py": "", "checkout/pkg/a.py": "other = 1"})
    with pytest.raises(UsageError, match="ambiguous"):
        _select("pkg", _with(site), tmp_path / "checkout")


def test_a_module_that_is_not_installed_makes_the_difference(site: Path, tmp_path: Path) -> None:
    package(site, "pkg", "a")
    package(tmp_path / "checkout", "pkg", "a", "forgotten")
    with pytest.raises(UsageError, match=r"forgotten\.py is not installed"):
        _select("pkg", _with(site), tmp_path / "checkout")


def test_the_same_code_in_the_current_folder_is_worth_a_note(site: Path, tmp_path: Path) -> None:
    package(site, "pkg", "a")
    package(tmp_path / "checkout", "pkg", "a")
    selection = _select("pkg", _with(site), tmp_path / "checkout")
    assert str(site) in str(selection.modules[0].path)
    assert "is the same code" in selection.notes[0]


def test_the_very_folder_that_the_interpreter_uses_is_no_shadow(site: Path, tmp_path: Path) -> None:
    package(site, "pkg", "a")
    assert _select("pkg", _with(site), site).notes == ()


def test_a_folder_without_code_is_no_shadow(site: Path, tmp_path: Path) -> None:
    package(site, "pkg", "a")
    grow(tmp_path, {"checkout/pkg/readme.txt": ""})
    assert _select("pkg", _with(site), tmp_path / "checkout").notes == ()


@pytest.mark.parametrize("version", interpreters.VERSIONS)
def test_every_module_is_where_the_interpreters_own_finders_say(version: str, tmp_path: Path) -> None:
    if why := interpreters.missing(version):
        pytest.skip(why)
    one = resolve([str(interpreters.find(version))])[0]
    packages = ["asyncio", "concurrent", "ctypes", "email", "importlib", "json", "multiprocessing", "xml"]
    modules = select(packages, one, cwd=tmp_path).modules
    places = locate(one, [module.name for module in modules])
    assert len(modules) > 100
    assert {module.name: module.path for module in modules} == {
        name: place.origin if place else None for name, place in places.items()
    }
