"""The tree below a package is what the import system would find there, with a reason for the rest."""

from __future__ import annotations

import os
import py_compile
import shutil
import socket
import sysconfig
from pathlib import Path

import pytest
from trees import grow, package

from smoke.discovery.folders import Files, Folders
from smoke.discovery.tree import Found, Tree
from smoke.interpreter import resolve
from smoke.model import Interpreter, Module, ModuleKind

SUFFIX = str(sysconfig.get_config_var("EXT_SUFFIX"))


@pytest.fixture(scope="module")
def interpreter() -> Interpreter:
    return resolve([])[0]


def _below(
    root: Path, interpreter: Interpreter, name: str = "", path: tuple[Path, ...] = ()
) -> dict[str, Module]:
    """Every module below `root`, or below the package `name` there."""
    tree = Tree(Folders(interpreter), [str(root), *map(str, path)])
    found: Found | None = Found("", None, (str(root), *map(str, path)))
    for part in filter(None, name.split(".")):
        assert found is not None
        found = tree.child(found, part)
    assert found is not None
    modules = list(tree.below(found))
    assert len({module.name for module in modules}) == len(modules), "a name comes out twice"
    return {module.name: module for module in modules}


def _library(symbol: str) -> bytes:
    return b"\x7fELF\0.dynstr\0" + symbol.encode() + b"\0"


def test_packages_modules_and_namespace_folders_are_found(tmp_path: Path, interpreter: Interpreter) -> None:
    grow(
        tmp_path,
        {"p/__init__.py": "", "p/a.py": "", "p/sub/__init__.py": "", "p/sub/b.py": "", "p/ns/deep/c.py": ""},
    )
    found = _below(tmp_path, interpreter)
    assert list(found) == ["p", "p.a", "p.ns.deep.c", "p.sub", "p.sub.b"]
    assert [name for name, module in found.items() if module.is_package] == ["p", "p.sub"]
    assert not any(module.skip for module in found.values())


def test_caches_hidden_folders_stubs_and_data_are_no_modules(
    tmp_path: Path, interpreter: Interpreter
) -> None:
    files = [
        "__pycache__/x.cpython-311.pyc",
        ".hidden/y.py",
        ".z.py",
        "stub.pyi",
        "data.json",
        "data/only.txt",
        ".py",
    ]
    grow(package(tmp_path, "p", "a"), dict.fromkeys(files, ""))
    assert list(_below(tmp_path, interpreter)) == ["p", "p.a"]


@pytest.mark.parametrize("name", ["class", "0001_initial", "größe", "_private", "__main__", "conftest"])
def test_names_that_importlib_can_import_are_planned(
    name: str, tmp_path: Path, interpreter: Interpreter
) -> None:
    package(tmp_path, "p", name)
    module = _below(tmp_path, interpreter)[f"p.{name}"]
    assert module.skip is None
    assert module.is_main == (name == "__main__")


@pytest.mark.parametrize("name", ["with-dash", "{{name}}", "two words", "a+b"])
def test_other_names_are_skipped_and_quoted(name: str, tmp_path: Path, interpreter: Interpreter) -> None:
    package(tmp_path, "p", name)
    module = _below(tmp_path, interpreter)[f"p.{name}"]
    assert module.skip == f"{name!r} is no name that an import statement can spell"


def test_a_dot_in_a_file_name_is_skipped(tmp_path: Path, interpreter: Interpreter) -> None:
    package(tmp_path, "p", "a.b")
    assert "has a dot in its name" in str(_below(tmp_path, interpreter)["p.a.b"].skip)


@pytest.mark.parametrize("folder", ["data-files", "{{cookiecutter}}", "2to3"])
def test_modules_below_a_folder_that_is_no_package_are_skipped(
    folder: str, tmp_path: Path, interpreter: Interpreter
) -> None:
    package(tmp_path, "p")
    grow(tmp_path / "p" / folder, {"template.py": ""})
    module = _below(tmp_path, interpreter)[f"p.{folder}.template"]
    assert folder in str(module.skip)


def test_a_package_whose_name_begins_with_a_digit_is_planned(
    tmp_path: Path, interpreter: Interpreter
) -> None:
    package(tmp_path / "p", "0001", "a")
    assert not _below(tmp_path, interpreter, "p")["p.0001.a"].skip


def test_a_name_that_is_no_utf8_can_still_be_printed(tmp_path: Path, interpreter: Interpreter) -> None:
    package(tmp_path, "p")
    try:
        (tmp_path / "p" / os.fsdecode(b"caf\xe9.py")).write_text("")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (odd,) = [module for module in _below(tmp_path, interpreter).values() if module.skip]
    assert odd.name.encode() == b"p.caf\\udce9"
    assert str(odd.skip).isprintable()


def test_a_named_pipe_and_a_socket_are_skipped_without_opening_them(
    tmp_path: Path, interpreter: Interpreter
) -> None:
    folder = package(tmp_path, "p")
    os.mkfifo(folder / "pipe.py")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(folder / "sock.py"))
        found = _below(tmp_path, interpreter)
    assert found["p.pipe"].skip == "a named pipe, no regular file"
    assert found["p.sock"].skip == "a socket, no regular file"


def test_an_init_that_is_a_named_pipe_makes_no_package(tmp_path: Path, interpreter: Interpreter) -> None:
    package(tmp_path, "p")
    grow(tmp_path, {"p/sub/a.py": ""})
    os.mkfifo(tmp_path / "p" / "sub" / "__init__.py")
    assert list(_below(tmp_path, interpreter)) == ["p", "p.sub.a"]


def test_links_that_lead_nowhere_are_skipped(tmp_path: Path, interpreter: Interpreter) -> None:
    folder = package(tmp_path, "p")
    (folder / "broken.py").symlink_to("nowhere.py")
    (folder / "loop.py").symlink_to("loop.py")
    found = _below(tmp_path, interpreter)
    assert found["p.broken"].skip == "broken symbolic link to nowhere.py"
    assert "symbolic link" in str(found["p.loop"].skip)


def test_a_link_to_a_folder_above_ends_the_walk(tmp_path: Path, interpreter: Interpreter) -> None:
    folder = package(tmp_path, "p", "a")
    (folder / "again").symlink_to(folder, target_is_directory=True)
    grow(folder, {"ns/x.py": ""})
    (folder / "ns" / "up").symlink_to(folder, target_is_directory=True)
    found = _below(tmp_path, interpreter)
    assert [name for name, module in found.items() if module.skip] == ["p.again", "p.ns.up"]
    assert "a folder above it" in str(found["p.again"].skip)


def test_links_to_other_places_are_followed(tmp_path: Path, interpreter: Interpreter) -> None:
    target = package(tmp_path / "elsewhere", "real", "a")
    package(tmp_path / "root", "p")
    (tmp_path / "root" / "p" / "linked").symlink_to(target, target_is_directory=True)
    assert "p.linked.a" in _below(tmp_path / "root", interpreter)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_what_may_not_be_read_is_skipped(tmp_path: Path, interpreter: Interpreter) -> None:
    folder = package(tmp_path, "p", "secret")
    grow(folder, {"closed/a.py": ""})
    (folder / "secret.py").chmod(0)
    (folder / "closed").chmod(0)
    try:
        found = _below(tmp_path, interpreter)
    finally:
        (folder / "closed").chmod(0o755)
    assert "permission denied" in str(found["p.secret"].skip)
    assert "cannot be read" in str(found["p.closed"].skip)


def test_an_extension_module_wins_over_source_and_says_so(tmp_path: Path, interpreter: Interpreter) -> None:
    package(tmp_path, "p", "fast")
    grow(tmp_path / "p", {f"fast{SUFFIX}": _library("PyInit_fast")})
    module = _below(tmp_path, interpreter)["p.fast"]
    assert (module.kind, module.skip, module.note) == (ModuleKind.EXTENSION, None, "hides fast.py")


def test_a_package_can_be_an_extension_module(tmp_path: Path, interpreter: Interpreter) -> None:
    package(tmp_path, "p", "a")
    grow(tmp_path / "p", {f"__init__{SUFFIX}": _library("PyInit_p")})
    found = _below(tmp_path, interpreter)
    assert found["p"].kind is ModuleKind.EXTENSION
    assert found["p"].is_package
    assert found["p"].note == "hides __init__.py"
    assert "p.a" in found


@pytest.mark.parametrize(
    ("file", "symbol"),
    # The last one is the example of PEP 489.
    [("abi.abi3.so", "PyInit_abi"), ("plain.so", "PyInit_plain"), ("lančmít.so", "PyInitU_lanmt_2sa6t")],
)
def test_extension_modules_are_told_by_the_function_they_export(
    file: str, symbol: str, tmp_path: Path, interpreter: Interpreter
) -> None:
    package(tmp_path, "p")
    grow(tmp_path / "p", {file: _library(symbol)})
    module = _below(tmp_path, interpreter)[f"p.{file.partition('.')[0]}"]
    assert (module.kind, module.skip) == (ModuleKind.EXTENSION, None)


@pytest.mark.parametrize("content", [_library("PyInit_foobar"), b"", _library("PyInit_")])
def test_another_shared_library_is_skipped(content: bytes, tmp_path: Path, interpreter: Interpreter) -> None:
    package(tmp_path, "p")
    grow(tmp_path / "p", {"foo.so": content})
    assert _below(tmp_path, interpreter)["p.foo"].skip == "a shared library, no extension module"


def test_a_shared_library_in_front_of_source_is_planned_because_import_takes_it(
    tmp_path: Path, interpreter: Interpreter
) -> None:
    package(tmp_path, "p", "foo")
    grow(tmp_path / "p", {"foo.so": _library("other")})
    module = _below(tmp_path, interpreter)["p.foo"]
    assert (module.kind, module.skip) == (ModuleKind.EXTENSION, None)


@pytest.mark.parametrize(
    ("file", "tag"),
    [
        ("fast.cpython-36m-x86_64-linux-gnu.so", "cpython-36m-x86_64-linux-gnu"),
        ("fast.pypy39-pp73-x86_64-linux-gnu.so", "pypy39-pp73-x86_64-linux-gnu"),
        ("fast.cp311-win_amd64.pyd", "cp311-win_amd64"),
        ("fast.pyd", "Windows"),
    ],
)
def test_a_build_for_another_python_is_skipped(
    file: str, tag: str, tmp_path: Path, interpreter: Interpreter
) -> None:
    package(tmp_path, "p")
    grow(tmp_path / "p", {file: _library("PyInit_fast")})
    module = _below(tmp_path, interpreter)["p.fast"]
    assert module.skip == f"built for {tag}; this interpreter loads {SUFFIX}"


def test_a_build_for_another_python_does_not_hide_what_is_usable(
    tmp_path: Path, interpreter: Interpreter
) -> None:
    package(tmp_path, "p", "fast")
    grow(tmp_path / "p", {"fast.cpython-36m-x86_64-linux-gnu.so": _library("PyInit_fast")})
    module = _below(tmp_path, interpreter)["p.fast"]
    assert (module.kind, module.skip) == (ModuleKind.SOURCE, None)


def test_bytecode_without_source_is_a_module_and_beside_source_is_none(
    tmp_path: Path, interpreter: Interpreter
) -> None:
    folder = package(tmp_path, "p", "alone", "both")
    for name in ("alone", "both"):
        py_compile.compile(str(folder / f"{name}.py"), str(folder / f"{name}.pyc"))
    (folder / "alone.py").unlink()
    found = _below(tmp_path, interpreter)
    assert found["p.alone"].kind is ModuleKind.BYTECODE
    assert found["p.both"].kind is ModuleKind.SOURCE


def test_a_package_hides_the_module_of_its_name(tmp_path: Path, interpreter: Interpreter) -> None:
    package(tmp_path, "p", "a")
    package(tmp_path / "p", "a", "inner")
    found = _below(tmp_path, interpreter)
    assert found["p.a"].is_package
    assert found["p.a"].note == "hides a.py"
    assert "p.a.inner" in found


def test_a_module_hides_the_folder_of_its_name(tmp_path: Path, interpreter: Interpreter) -> None:
    package(tmp_path, "p", "a")
    grow(tmp_path / "p", {"a/inner.py": ""})
    found = _below(tmp_path, interpreter)
    assert found["p.a"].skip is None
    assert found["p.a.inner"].skip == "p.a is the module a.py, so the folder of that name is no package"


def test_portions_of_a_namespace_package_add_up_and_the_first_wins(
    tmp_path: Path, interpreter: Interpreter
) -> None:
    grow(tmp_path, {"one/ns/a.py": "", "one/ns/same.py": "", "two/ns/b.py": "", "two/ns/same.py": ""})
    found = _below(tmp_path / "one", interpreter, "ns", (tmp_path / "two",))
    assert list(found) == ["ns.a", "ns.b", "ns.same"]
    assert found["ns.same"].path == str(tmp_path / "one/ns/same.py")


def test_a_regular_package_later_on_the_path_ends_the_namespace(
    tmp_path: Path, interpreter: Interpreter
) -> None:
    grow(tmp_path, {"one/ns/a.py": "", "two/ns/__init__.py": "", "two/ns/b.py": ""})
    assert list(_below(tmp_path / "one", interpreter, "ns", (tmp_path / "two",))) == ["ns", "ns.b"]


@pytest.mark.parametrize(
    "stub",
    [
        "__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n",
        "__import__('pkg_resources').declare_namespace(__name__)\n",
    ],
)
def test_legacy_namespace_packages_have_all_their_portions(
    stub: str, tmp_path: Path, interpreter: Interpreter
) -> None:
    grow(
        tmp_path,
        {"one/ns/__init__.py": stub, "one/ns/a.py": "", "two/ns/__init__.py": stub, "two/ns/b.py": ""},
    )
    assert list(_below(tmp_path / "one", interpreter, "ns", (tmp_path / "two",))) == ["ns", "ns.a", "ns.b"]


def test_only_the_given_files_count(tmp_path: Path, interpreter: Interpreter) -> None:
    grow(
        tmp_path,
        {"ns/mine/__init__.py": "", "ns/mine/a.py": "", "ns/mine/stray.py": "", "ns/other/__init__.py": ""},
    )
    only = Files.of([str(tmp_path / "ns/mine/__init__.py"), str(tmp_path / "ns/mine/a.py")])
    tree = Tree(Folders(interpreter, only), [])
    found = tree.below(Found("", None, (str(tmp_path),)))
    assert [module.name for module in found] == ["ns.mine", "ns.mine.a"]


def test_a_folder_that_vanishes_is_reported_and_not_raised(tmp_path: Path, interpreter: Interpreter) -> None:
    folder = package(tmp_path, "p")
    folders = Folders(interpreter)
    tree = Tree(folders, [])
    found = tree.package("p", str(folder))
    shutil.rmtree(folder)
    assert [module.name for module in tree.below(found)] == ["p"]
