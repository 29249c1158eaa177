"""The probe rule: what the child loads before the checked import must not change what that import sees."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import interpreters
import pytest

import smoke

PROBE = Path(smoke.__file__).resolve().parent / "probe"
FILES = sorted(PROBE.rglob("*.py"))
STRATEGIES = ("fork", "fresh")

# Measured on 3.8 to 3.13: importing one of these leaves no submodule behind that its parent alone
# would not bring.  # PYVERSIONS
SAFE = frozenset(
    (
        "__future__ _frozen_importlib _frozen_importlib_external _imp _operator _signal _socket _thread "
        "_weakref argparse ast builtins collections contextlib dis enum errno faulthandler functools gc "
        "heapq importlib itertools io json linecache marshal opcode os pickle queue re resource select "
        "shutil signal symtable sys tempfile textwrap threading time token tokenize types warnings "
        "weakref"
    ).split()
)
# Runs in a child that never imports the checked package.
BYSTANDERS = ("describe.py",)

LOOKS = """\
import json, os, sys
with open(os.environ["SEEN"], "a") as _stream:
    _stream.write(json.dumps({
        "name": __name__, "modules": sorted(sys.modules), "path": sys.path, "argv": sys.argv,
        "flags": list(sys.flags), "pid": os.getpid(), "recursion": sys.getrecursionlimit(),
        "meta_path": [str(getattr(one, "__name__", type(one))) for one in sys.meta_path],
        "hooks": len(sys.path_hooks), "warnings": [str(one) for one in sys.warnoptions],
        "excepthook": sys.excepthook is sys.__excepthook__, "main": sys.modules["__main__"].__name__,
    }) + "\\n")
"""


def _imports(path: Path) -> Iterator[tuple[str, int]]:
    """Names of modules and lines, without those under `if TYPE_CHECKING:`, which never run."""
    waiting: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or ""), node.lineno
        elif not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            waiting.extend(ast.iter_child_nodes(node))


@pytest.mark.parametrize(
    "path", [one for one in FILES if one.name not in BYSTANDERS], ids=lambda path: path.name
)
def test_the_probe_imports_only_itself_and_what_leaves_no_trace(path: Path) -> None:
    wrong = [(name, line) for name, line in _imports(path) if name not in SAFE and not name.startswith(".")]
    assert not wrong


@pytest.mark.parametrize("path", [one for one in FILES if one.name in BYSTANDERS], ids=lambda path: path.name)
def test_a_bystander_of_the_probe_imports_only_itself_and_the_standard_library(path: Path) -> None:
    wrong = [
        (name, line)
        for name, line in _imports(path)
        if name.partition(".")[0] not in sys.stdlib_module_names and not name.startswith(".")
    ]
    assert not wrong


@pytest.mark.parametrize("version", interpreters.VERSIONS)
def test_every_file_of_the_probe_compiles_without_a_warning(version: str) -> None:
    python = _python(version)
    code = "import sys; [compile(open(p, encoding='utf-8').read(), p, 'exec') for p in sys.argv[1:]]"
    run = subprocess.run(
        [python, "-W", "error", "-c", code, *map(str, FILES)], capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("version", interpreters.VERSIONS)
def test_what_the_probe_may_import_brings_no_submodule_of_its_own(version: str) -> None:
    before = _modules_after(version, "builtins")
    for name in SAFE:
        brought = {one for one in _modules_after(version, name) - before if "." in one}
        assert not _unexplained(version, brought), name


@pytest.mark.parametrize("version", interpreters.VERSIONS)
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_checked_import_finds_no_submodule_that_a_plain_interpreter_would_not_have(
    version: str, strategy: str, tmp_path: Path
) -> None:
    plain, checked = _look(version, strategy, tmp_path)
    for name in plain:
        more = set(checked[name]["modules"]) - set(plain[name]["modules"])
        more -= {one for one in more if one.partition(".")[0] == "_smoke_probe"}
        assert not _unexplained(version, {one for one in more if "." in one}), name


@pytest.mark.parametrize("version", interpreters.VERSIONS)
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_checked_import_sees_the_interpreter_as_it_would_be(
    version: str, strategy: str, tmp_path: Path
) -> None:
    plain, checked = _look(version, strategy, tmp_path)
    assert set(plain) == set(checked) == {"seen", "seen.child", "seen.inner", "seen.inner.leaf"}
    for name in plain:
        for fact in (
            "path",
            "argv",
            "flags",
            "meta_path",
            "hooks",
            "recursion",
            "warnings",
            "excepthook",
            "main",
        ):
            assert checked[name][fact] == plain[name][fact], (name, fact)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_target_is_never_imported_by_smoke_itself(strategy: str, tmp_path: Path) -> None:
    folder = _package(tmp_path)
    seen = tmp_path / "seen.jsonl"
    command = [sys.executable, "-m", "smoke", str(folder / "seen"), "--isolation", strategy, "--no-cache"]
    process = subprocess.Popen(
        command, cwd=tmp_path, env=_environment(seen), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    assert process.wait(120) == 0
    assert process.pid not in {one["pid"] for one in _read(seen)}


def _look(version: str, strategy: str, folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """What each module of a small package saw: imported by a plain interpreter, and by smoke."""
    python, root = _python(version, folder), _package(folder)
    plain, checked = folder / "plain.jsonl", folder / "checked.jsonl"
    for name in ("seen", "seen.child", "seen.inner", "seen.inner.leaf"):
        code = f"import sys; sys.path[0] = {str(root)!r}; import {name}"
        subprocess.run([python, "-c", code], env=_environment(plain), check=True, timeout=60)
    command = [sys.executable, "-m", "smoke", str(root / "seen"), "--isolation", strategy, "--no-cache"]
    done = subprocess.run(
        [*command, "--python", python],
        cwd=folder,
        env=_environment(checked),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return _last(plain), _last(checked)


def _last(path: Path) -> dict[str, Any]:
    """For each module the view of its own process: the parents before it in the same one saw less."""
    return {one["name"]: one for one in _read(path)}


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def _package(folder: Path) -> Path:
    root = folder / "root"
    for name in ("seen/__init__.py", "seen/child.py", "seen/inner/__init__.py", "seen/inner/leaf.py"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(LOOKS)
    return root


def _python(version: str, folder: Path | None = None) -> str:
    reason = interpreters.missing(version)
    if reason:
        pytest.skip(reason)
    return interpreters.bare(version, folder) if folder else str(interpreters.find(version))


def _unexplained(version: str, submodules: set[str]) -> set[str]:
    """Those that importing their parent alone would not bring."""
    return {one for one in submodules if one not in _modules_after(version, one.rpartition(".")[0])}


_EACH = """\
import posix, sys
for name in sys.argv[1:]:
    if posix.fork() == 0:
        __import__(name)
        print(name, *sys.modules, flush=True)
        posix._exit(0)
    posix.wait()
"""
_SEEN: dict[tuple[str, str], set[str]] = {}


def _modules_after(version: str, name: str) -> set[str]:
    """What `sys.modules` holds after `import name` in a new interpreter.

    With -S, because what .pth files import at start would hide what the import brings; in one
    process for all names, forked for each, because starting some hundred would take a minute.
    """
    if (version, name) not in _SEEN:
        names = sorted({*SAFE, name})
        command = [_python(version), "-S", "-c", _EACH, *names]
        run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
        for line in run.stdout.splitlines():
            imported, *modules = line.split()
            _SEEN[version, imported] = set(modules)
    return _SEEN[version, name]


def _environment(seen: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return {**kept, "SEEN": str(seen), "PYTHONDONTWRITEBYTECODE": "1"}
