"""Which CPython interpreters the tests can check with: found on PATH and among pyenv's versions.

`SMOKE_TEST_PYTHONS` narrows the search: a comma-separated list of versions ("3.8,3.13"), or
"own" for the interpreter that runs the tests. A version that is not found is a visible skip,
never a silent one; a version left out on purpose is a skip that says so.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

VERSIONS = ("3.8", "3.9", "3.10", "3.11", "3.12", "3.13")  # PYVERSIONS
OWN = f"{sys.version_info.major}.{sys.version_info.minor}"


@functools.cache
def find(version: str) -> str | None:
    """The path of a working interpreter of `version` ("3.12"), or None."""
    if version == OWN:
        return sys.executable
    return next((path for path in _candidates(version) if _is(path, version)), None)


def bare(version: str, folder: Path) -> str:
    """The python of a virtual environment in `folder` that holds nothing: what pyenv's interpreters
    have installed (and what their .pth files import at start) is no part of a test."""
    python = folder / f"bare-{version}" / "bin" / "python"
    if not python.exists():
        subprocess.run(
            [str(find(version)), "-m", "venv", "--without-pip", str(python.parent.parent)],
            check=True,
            timeout=120,
        )
    return str(python)


def missing(version: str) -> str | None:
    """Why `version` is not tested here, or None if it is."""
    if version not in wanted():
        return f"Python {version} is left out by SMOKE_TEST_PYTHONS"
    if find(version) is None:
        return f"Python {version} is neither on PATH nor in {_pyenv_root()}"
    return None


def wanted() -> tuple[str, ...]:
    """The versions that this run of the tests asks for."""
    text = os.environ.get("SMOKE_TEST_PYTHONS", "")
    if not text:
        return VERSIONS
    return tuple(OWN if part.strip() == "own" else part.strip() for part in text.split(","))


def at_hand() -> tuple[str, ...]:
    """The versions that are asked for and found."""
    return tuple(version for version in VERSIONS if missing(version) is None)


def _candidates(version: str) -> list[str]:
    folders = sorted((_pyenv_root() / "versions").glob(f"{version}.*"), reverse=True)
    found = [str(folder / "bin" / "python") for folder in folders]
    on_path = shutil.which(f"python{version}")
    return [*found, on_path] if on_path else found


def _pyenv_root() -> Path:
    return Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")


def _is(path: str, version: str) -> bool:
    """A shim can exist for a version that is not installed: only starting it tells."""
    code = "import sys; print('%d.%d' % sys.version_info[:2], sys.implementation.name)"
    try:
        run = subprocess.run([path, "-c", code], capture_output=True, text=True, timeout=60)
    except OSError:
        return False
    return run.stdout.split() == [version, "cpython"]
