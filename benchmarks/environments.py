"""Virtual environments that are built once and kept in the cache folder.

    store = EnvironmentStore(cache)
    environment = store.provide("3.8", ("networkx==2.2", "decorator==5.1.1"), dependencies=False)
    environment.python                      the interpreter
    environment.copy_sources("networkx", folder)   the Python files of one distribution

An environment that cannot be built raises `EnvironmentFailed` with pip's own reason; the
reason is kept, so that the next run does not try again unless it is told to.
Environments hold neither pip nor setuptools unless the pins ask for them: what the pins
name is what a module finds.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

INSTALLER_PIN = "pip==24.0"  # the last one that accepts the metadata of old releases
OLD_BUILD_TOOLS = ("setuptools<58", "wheel<0.38", "Cython<3")  # use_2to3 and friends
SOURCE_SUFFIXES = (".py", ".pyi")


class EnvironmentFailed(Exception):
    """An environment could not be built; the message says why."""


@dataclass(frozen=True)
class Environment:
    """One virtual environment, ready for use."""

    folder: Path
    python: Path
    version: tuple[int, int]
    pins: tuple[str, ...]

    def copy_sources(self, distribution: str, folder: Path) -> tuple[str, ...]:
        """The relative paths of the distribution's Python files, copied below `folder`.

        The peers get a copy outside site-packages because some of them are silent about
        installed code. Files are copied once.
        """
        site, paths = self._files(distribution)
        for path in paths:
            copy = folder / path
            if not copy.exists():
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(site / path, copy)
        return tuple(path for path in paths if path.endswith(SOURCE_SUFFIXES))

    @property
    def site(self) -> Path:
        """Its site-packages folder."""
        return Path(self._ask("import sysconfig; print(sysconfig.get_path('purelib'))").strip())

    def _files(self, distribution: str) -> tuple[Path, tuple[str, ...]]:
        paths = json.loads(self._ask(_LIST_FILES, distribution))
        site = self.site
        kept = [path for path in paths if path.endswith((*SOURCE_SUFFIXES, "py.typed"))]
        inside = [path for path in kept if not path.startswith("..") and (site / path).is_file()]
        return site, tuple(sorted(inside))

    def _ask(self, code: str, *arguments: str) -> str:
        command = [str(self.python), "-I", "-c", code, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


class EnvironmentStore:
    """The environments below one cache folder."""

    def __init__(self, cache: Path, *, timeout: float = 900.0, retry: bool = False) -> None:
        self._folder = cache.resolve() / "environments"
        self._timeout = timeout
        self._retry = retry

    def provide(
        self,
        version: str,
        requirements: Sequence[str],
        *,
        dependencies: bool = True,
        instead: Sequence[str] = (),
    ) -> Environment:
        """The environment of a Python version with these requirements, built if need be.

        `dependencies=False` installs exactly the list. `instead` is a looser list (with
        dependencies) that is tried when the first one does not install.

        Raises:
            EnvironmentFailed: no such interpreter, or pip could not install; with the reason.
        """
        wanted = json.dumps([version, sorted(requirements), dependencies])
        folder = self._folder / f"{version}-{hashlib.sha256(wanted.encode()).hexdigest()[:12]}"
        stamp = folder / "stamp.json"
        if stamp.exists():
            known = json.loads(stamp.read_text())
            if known["failed"] is None:
                return _environment(folder, version, known["pins"])
            if not self._retry:
                raise EnvironmentFailed(known["failed"])
        try:
            pins = self._build(folder, version, requirements, dependencies, instead)
        except EnvironmentFailed as failed:
            folder.mkdir(parents=True, exist_ok=True)
            _write(stamp, {"failed": str(failed), "requirements": list(requirements), "pins": []})
            raise
        _write(stamp, {"failed": None, "requirements": list(requirements), "pins": pins})
        return _environment(folder, version, pins)

    def _build(
        self,
        folder: Path,
        version: str,
        requirements: Sequence[str],
        dependencies: bool,
        instead: Sequence[str],
    ) -> list[str]:
        interpreter = find_interpreter(version)
        if interpreter is None:
            raise EnvironmentFailed(f"no CPython {version} on PATH or below ~/.pyenv; install it")
        attempts: list[tuple[tuple[str, ...], bool, tuple[str, ...]]] = []
        attempts.append((tuple(requirements), dependencies, ()))
        if version not in ("3.12", "3.13"):  # setuptools<58 does not run there
            attempts.append((tuple(requirements), dependencies, OLD_BUILD_TOOLS))
        if instead:
            attempts.append((tuple(instead), True, ()))
        reasons: list[str] = []
        for wanted, with_dependencies, constraints in attempts:
            shutil.rmtree(folder, ignore_errors=True)
            _run([str(interpreter), "-m", "venv", "--without-pip", str(folder)], self._timeout)
            reason = self._install(folder, wanted, with_dependencies, constraints)
            if reason is None:
                return _freeze(folder)
            reasons.append(reason)
        raise EnvironmentFailed("; then ".join(dict.fromkeys(reasons)))

    def _install(
        self, folder: Path, wanted: tuple[str, ...], dependencies: bool, constraints: tuple[str, ...]
    ) -> str | None:
        command = [str(self._installer()), "-m", "pip", "--python", str(folder / "bin" / "python")]
        command += ["install", "--quiet", "--prefer-binary", *wanted]
        if not dependencies:
            command.insert(command.index("--prefer-binary"), "--no-deps")
        environment = dict(os.environ)
        own = {re.split(r"[=<>!~ ]", pin)[0].lower(): pin for pin in wanted}
        constraints = tuple(own.get(pin.partition("<")[0].lower(), pin) for pin in constraints)
        if constraints:  # pip hands the variable on to the environments that it builds in
            listed = folder / "build-constraints.txt"
            listed.write_text("\n".join(constraints))
            environment["PIP_CONSTRAINT"] = str(listed)
        return _run(command, self._timeout, environment)

    def _installer(self) -> Path:
        folder = self._folder / "installer"
        python = folder / "bin" / "python"
        if not (folder / "ready").exists():
            shutil.rmtree(folder, ignore_errors=True)
            for command in (
                [sys.executable, "-m", "venv", str(folder)],
                [str(python), "-m", "pip", "install", "--quiet", INSTALLER_PIN],
            ):
                reason = _run(command, self._timeout)
                if reason is not None:
                    raise EnvironmentFailed(f"the installer's own environment: {reason}")
            (folder / "ready").touch()
        return python


@functools.cache
def find_interpreter(version: str) -> Path | None:
    """The path of a CPython with this major.minor version, or None."""
    candidates = [Path(path) for path in (shutil.which(f"python{version}"), shutil.which("python3")) if path]
    candidates += sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    return next((path for path in candidates if _version_of(path) == version), None)


def _version_of(python: Path) -> str | None:
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run([str(python), "-I", "-c", code], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None  # a shim without a version exits with 127


def _environment(folder: Path, version: str, pins: Sequence[str]) -> Environment:
    major, minor = version.split(".")
    return Environment(folder, folder / "bin" / "python", (int(major), int(minor)), tuple(pins))


def _freeze(folder: Path) -> list[str]:
    command = [str(folder / "bin" / "python"), "-I", "-c", _LIST_DISTRIBUTIONS]
    pins: list[str] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return pins


def _run(command: list[str], timeout: float, environment: dict[str, str] | None = None) -> str | None:
    """Why the command failed, in one line; None when it did not."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=timeout, env=environment
        )
    except subprocess.TimeoutExpired:
        return f"{Path(command[0]).name} did not end within {timeout:.0f} s"
    if done.returncode == 0:
        return None
    lines = [line.strip() for line in (done.stderr + done.stdout).splitlines() if line.strip()]
    errors = [line for line in lines if re.match(r"ERROR|\w*Error|error", line) and "subprocess" not in line]
    return ((errors or lines or [f"exit status {done.returncode}"])[-1])[:300]


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1))


# PYVERSIONS: importlib.metadata exists from 3.8, the oldest interpreter that is asked.
_LIST_FILES = """
import importlib.metadata, json, sys
found = importlib.metadata.distribution(sys.argv[1]).files or []
print(json.dumps([str(path).replace("\\\\", "/") for path in found]))
"""

_LIST_DISTRIBUTIONS = """
import importlib.metadata, json
print(json.dumps(sorted(
    "%s==%s" % (d.metadata["Name"], d.version) for d in importlib.metadata.distributions()
)))
"""
