"""Interpreters are what they say when asked, and modules are where their finders say."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import interpreters
import pytest
from trees import grow

from smoke.errors import InterpreterError
from smoke.interpreter import begun, locate, resolve

THIS = f"{sys.version_info.major}.{sys.version_info.minor}"


def _script(path: Path, text: str) -> Path:
    grow(path.parent, {path.name: f"#!/bin/sh\n{text}\n"})
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def _environment(folder: Path, python: str = sys.executable) -> Path:
    subprocess.run([python, "-m", "venv", "--without-pip", str(folder)], check=True)
    return folder


def test_without_a_spec_it_is_the_interpreter_that_runs_smoke() -> None:
    (one,) = resolve([])
    assert one.executable == sys.executable
    assert one.version == sys.version.split()[0]
    assert one.version_info == sys.version_info[:3]
    assert one.id == THIS


def test_the_description_is_the_interpreters_own() -> None:
    (one,) = resolve([])
    assert set(one.builtin_modules) == set(sys.builtin_module_names)
    assert one.stdlib_path == os.path.dirname(os.__file__)
    assert ".py" in one.source_suffixes
    assert one.extension_suffixes[0].endswith(".so")
    assert {"json", "winreg", "sys", "_winapi"} <= one.stdlib_modules


def test_the_search_path_is_that_of_a_script_without_its_folder(tmp_path: Path) -> None:
    (one,) = resolve([])
    code = "import sys; print([entry for entry in sys.path if entry])"
    plain = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert repr(list(one.sys_path)) == plain.stdout.strip()


@pytest.mark.parametrize("version", interpreters.VERSIONS)
def test_every_version_describes_itself(version: str) -> None:
    if why := interpreters.missing(version):
        pytest.skip(why)
    (one,) = resolve([str(interpreters.find(version))])
    assert one.id == version
    assert {"json", "os", "winreg", "msvcrt", "fcntl", "asyncio", "_thread"} <= one.stdlib_modules
    assert not {"site-packages", "pip", "setuptools", "lib-dynload"} & one.stdlib_modules
    assert one.can_fork


def test_a_virtual_environment_is_given_by_its_folder(tmp_path: Path) -> None:
    folder = _environment(tmp_path / "env")
    (one,) = resolve([str(folder)])
    assert one.executable == str(folder / "bin" / "python")
    assert any(entry.startswith(str(folder)) for entry in one.sys_path)


def test_two_of_one_version_get_different_ids(tmp_path: Path) -> None:
    folder = _environment(tmp_path / "env")
    ids = [one.id for one in resolve([sys.executable, str(folder)])]
    assert ids == [f"{THIS} ({sys.executable})", f"{THIS} ({folder}/bin/python)"]


def test_the_same_interpreter_twice_is_one() -> None:
    assert len(resolve([sys.executable, sys.executable])) == 1


def test_a_version_is_looked_up_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / f"python{THIS}").symlink_to(sys.executable)
    monkeypatch.setenv("PATH", str(tmp_path))
    (one,) = resolve([THIS])
    assert one.id == THIS


def test_a_shim_that_fails_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _script(tmp_path / "shims" / f"python{THIS}", "echo command not found >&2; exit 127")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / f"python{THIS}").symlink_to(sys.executable)
    monkeypatch.setenv("PATH", f"{tmp_path}/shims:{tmp_path}/bin")
    (one,) = resolve([THIS])
    assert one.id == THIS


def test_a_shim_that_fails_is_quoted_when_nothing_else_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _script(tmp_path / "python3.12", "echo 'shim: 3.12 is not installed' >&2; exit 127")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InterpreterError, match=r"no working Python 3\.12 on PATH.*3\.12 is not installed"):
        resolve(["3.12"])


def test_another_version_under_the_wanted_name_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "python3.99").symlink_to(sys.executable)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InterpreterError, match=r"no working Python 3\.99"):
        resolve(["3.99"])


def test_what_is_no_interpreter_is_refused(tmp_path: Path) -> None:
    broken = _script(tmp_path / "python", "echo oh no >&2; exit 3")
    with pytest.raises(InterpreterError, match=r"does not work as a Python interpreter.*status 3.*oh no"):
        resolve([str(broken)])


def test_an_old_version_is_refused_by_name(tmp_path: Path) -> None:
    old = _script(tmp_path / "python", 'case "$2" in "import sys; "*) printf 2.7.18;; *) exit 1;; esac')
    with pytest.raises(InterpreterError, match=r"is Python 2\.7\.18.*3\.8 or newer"):
        resolve([str(old)])


def test_another_implementation_is_refused(tmp_path: Path) -> None:
    customize = "import sys; sys.implementation.name = 'pypy'"
    other = _script(tmp_path / "python", f'PYTHONPATH="{tmp_path}/site" exec {sys.executable} "$@"')
    grow(tmp_path, {"site/sitecustomize.py": customize})
    with pytest.raises(InterpreterError, match="is pypy"):
        resolve([str(other)])


def test_a_command_that_does_not_exist_is_refused() -> None:
    with pytest.raises(InterpreterError, match="no such file, virtual environment or command"):
        resolve(["python-that-is-nowhere"])


def test_a_folder_without_an_interpreter_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InterpreterError, match="no virtual environment"):
        resolve([str(tmp_path)])


def test_an_environment_whose_python_is_gone_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to("/nowhere/python3")
    with pytest.raises(InterpreterError, match="broken link to /nowhere/python3"):
        resolve([str(tmp_path)])


def test_a_noisy_start_does_not_spoil_the_description(tmp_path: Path) -> None:
    grow(tmp_path, {"sitecustomize.py": "import sys; print('{}' * 9999); print('noise', file=sys.stderr)"})
    (one,) = resolve([], env=[("PYTHONPATH", str(tmp_path))])
    assert str(tmp_path) in one.sys_path


def test_modules_are_located_and_never_imported(tmp_path: Path) -> None:
    grow(tmp_path, {"pkg/__init__.py": "raise SystemExit('imported')", "pkg/sub/mod.py": "1/0"})
    (one,) = resolve([])
    found = locate(one, ["pkg", "pkg.sub", "pkg.sub.mod", "pkg.nope", "sys", "json", "nope"], [str(tmp_path)])
    assert {name: place.kind if place else None for name, place in found.items()} == {
        "pkg": "source",
        "pkg.sub": "namespace",
        "pkg.sub.mod": "source",
        "pkg.nope": None,
        "sys": "builtin",
        "json": "source",
        "nope": None,
    }
    assert found["pkg"] is not None
    assert found["pkg"].search == (str(tmp_path / "pkg"),)


def test_frozen_modules_are_located_at_their_source() -> None:
    (one,) = resolve([])
    place = locate(one, ["os"])["os"]
    assert place is not None
    assert place.origin == os.__file__


def test_an_archive_on_the_path_is_told_apart(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("zipped/__init__.py", "")
    (one,) = resolve([])
    place = locate(one, ["zipped"], [str(tmp_path / "all.zip")])["zipped"]
    assert place is not None
    assert place.kind == "other"


def test_a_finder_that_fails_on_one_name_spoils_no_other(tmp_path: Path) -> None:
    finder = (
        "import sys\nclass Finder:\n    def find_spec(self, name, *rest):\n"
        "        if name == 'fragile': raise RuntimeError\nsys.meta_path.insert(0, Finder())\n"
    )
    environment = _environment(tmp_path / "env")
    grow(
        next(environment.glob("lib/*/site-packages")),
        {"_finder.py": finder, "finder.pth": "import _finder\n"},
    )
    (one,) = resolve([str(environment)])
    found = locate(one, ["fragile", "json"])
    assert found["fragile"] is None
    assert found["json"] is not None


def _counted(folder: Path) -> tuple[Path, Path]:
    """An interpreter that writes a line for each of its starts, and the file with these lines."""
    starts = folder / "starts"
    return _script(folder / "python", f'echo start >> "{starts}"\nexec "{sys.executable}" "$@"'), starts


def test_an_interpreter_that_has_begun_is_not_started_again_for_what_is_likely(tmp_path: Path) -> None:
    python, starts = _counted(tmp_path)
    with begun([str(python)], (), ["json", "nowhere", "thing"]):
        (one,) = resolve([str(python)])
        found = locate(one, ["json", "nowhere"])
    assert starts.read_text() == "start\n"
    assert found == locate(one, ["json", "nowhere"])
    assert found["json"] is not None
    assert found["nowhere"] is None


def test_what_is_likely_is_no_answer_to_another_question(tmp_path: Path) -> None:
    python, _ = _counted(tmp_path)
    roots = grow(tmp_path / "roots", {"json.py": ""})
    with begun([str(python)], (("PYTHONPATH", str(tmp_path)),), ["json"]):
        (one,) = resolve([str(python)])
        elsewhere = locate(one, ["json"], [str(roots)])
        other = locate(one, ["csv"])
    assert elsewhere["json"] is not None
    assert elsewhere["json"].origin == str(roots / "json.py")
    assert other["csv"] is not None


def test_what_was_begun_for_nobody_is_ended(tmp_path: Path) -> None:
    number = tmp_path / "number"
    tells = f'echo $$ > "{number}.new"; mv "{number}.new" "{number}"'
    python = _script(tmp_path / "python", f"{tells}; sleep 600")
    with begun([str(python)]):
        while not number.exists():
            time.sleep(0.01)
    with pytest.raises(ProcessLookupError):
        os.kill(int(number.read_text()), 0)


@pytest.mark.parametrize("spec", ["no-such-python", "3.99", "/nowhere/python"])
def test_what_cannot_begin_is_said_by_whoever_needs_it(spec: str) -> None:
    with begun([spec]), pytest.raises(InterpreterError, match=spec):
        resolve([spec])
