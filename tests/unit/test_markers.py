"""Markers of requirements: their value in an environment, and what follows from what they require."""

from __future__ import annotations

from pathlib import Path

import pytest

from smoke.distributions import Closure, Distributions, shipped_names
from smoke.distributions.markers import environment, holds

VALUES = environment("3.11.7", "linux", "cpython")


@pytest.mark.parametrize(
    ("marker", "expected"),
    [
        ("", True),
        ("python_version < '3.8'", False),
        ("python_version < '3.12'", True),
        ("python_version >= '3.9'", True),
        ("python_version == '3.11.*'", True),
        ("python_version != '3.11'", False),
        ("python_full_version ~= '3.11.2'", True),
        ("python_full_version ~= '3.10.2'", False),
        ("python_version in '3.10 3.11'", True),
        ("sys_platform not in 'win32 cygwin'", True),
        ('sys_platform == "win32" or os_name == "posix"', True),
        ('sys_platform == "win32" or os_name == "nt"', False),
        ('python_version >= "3.8" and (sys_platform == "darwin" or platform_system == "Linux")', True),
        ("'linux' in sys_platform", True),
        ('implementation_name == "cpython"', True),
        ('platform_python_implementation == "PyPy"', False),
        ('extra == "cli"', True),
        ('extra == "CLI"', True),
        ('"web" == extra', False),
        ('extra == "web" and python_version < "4"', False),
        ("this is no marker", True),
        ("(python_version < '3'", True),
    ],
)
def test_a_marker_has_the_value_that_the_specification_gives_it(marker: str, expected: bool) -> None:
    assert holds(marker, VALUES, {"cli"}) is expected


def test_requirements_are_followed_with_their_extras_and_without_those_of_other_environments(
    tmp_path: Path,
) -> None:
    _install(tmp_path, "app", "left[fast]>=1", "old; python_version < '3'", "doc; extra == 'docs'")
    _install(tmp_path, "left", "right", "speed; extra == 'fast'", "other; extra == 'slow'")
    _install(tmp_path, "right", "left")
    closure = Closure(Distributions([str(tmp_path)]), VALUES)

    assert closure.of(["App"]) == {"app", "left", "right", "speed"}
    assert closure.of(["app"], ["docs"]) == {"app", "left", "right", "speed", "doc"}
    assert closure.declared("app") == {"left": (), "speed": (), "old": (), "doc": ("docs",)}


def test_names_are_hidden_that_only_others_bring(tmp_path: Path) -> None:
    _install(tmp_path, "mine", ships=("mine/__init__.py", "shared/mine/__init__.py"))
    _install(tmp_path, "theirs", ships=("theirs.py", "shared/theirs/__init__.py", "shared/theirs/deep.py"))

    found = shipped_names.hidden(Distributions([str(tmp_path)]), {"mine"})

    assert found == ("shared.theirs", "shared.theirs.deep", "theirs")


def _install(folder: Path, name: str, *requirements: str, ships: tuple[str, ...] = ()) -> None:
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    lines = ["Metadata-Version: 2.1", f"Name: {name}", "Version: 1.0"]
    lines += [f"Requires-Dist: {requirement}" for requirement in requirements]
    (info / "METADATA").write_text("\n".join(lines) + "\n")
    (info / "RECORD").write_text("".join(f"{path},,\n" for path in ships))
