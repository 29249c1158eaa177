"""Distributions as they lie on disk and in archives, beside what importlib-metadata says of them."""

from __future__ import annotations

import os
import sys
import zipfile
from pathlib import Path

import importlib_metadata
import pytest
from trees import grow, install

from smoke.distributions import Distributions, metadata

HERE = [path for path in sys.path if os.path.isdir(path)]


def test_everything_that_is_installed_here_is_found_and_described() -> None:
    ours = {each.path: each for group in metadata.search(HERE).values() for each in group}
    theirs = {str(getattr(each, "_path", "")): each for each in importlib_metadata.distributions(path=HERE)}
    assert ours.keys() == theirs.keys()
    assert len(ours) > 5
    for path, each in ours.items():
        known = theirs[path].metadata
        for name in ("Name", "Version", "Requires-Dist", "Provides-Extra", "Requires-Python"):
            assert each.values(name) == (known.get_all(name) or []), path
        assert each.name == known["Name"]
        assert each.requires == (theirs[path].requires or [])
        assert each.text("RECORD") == theirs[path].read_text("RECORD")


def test_a_value_of_several_lines_and_what_follows_it_are_read(tmp_path: Path) -> None:
    info = install(
        tmp_path, "some-dist", {}, requires="License: one\n  two\x0cthree\nRequires-Dist: a\n\nName: no\n"
    )
    (found,) = metadata.search([str(tmp_path)])["some-dist"]
    assert found.values("license") == ["one\n  two\x0cthree"]
    assert found.values("Requires-Dist") == ["a"]
    assert found.values("Name") == ["some-dist"]
    assert found.folder == str(info.parent)


@pytest.mark.parametrize(
    "head",
    [
        "Name: a b \nVersion: 1\n",
        "x-y: 1\n  2\nname:a\n\nName: b\n",
        "NAME: a\n b\n",
        "Name:\n\nName: b\n",
        "\nName: b\n",
        "Name: a\rVersion: 1\n",
        "Name : a\nVersion: 1\n",
        "Name: a\nno header\nVersion: 1\n",
        "Name: a\n \nRequires-Dist: b\n  ; python_version > '3'\nRequires-Dist:c",
        "Requires-Dist: \u00e9\nName: a\nRequires-Dist: \tc ",
    ],
)
def test_what_is_read_at_a_glance_is_what_the_parser_of_mails_reads(head: str, tmp_path: Path) -> None:
    grow(tmp_path, {"a-1.dist-info/METADATA": head})
    (found,) = metadata.search([str(tmp_path)])["a"]
    known = importlib_metadata.PathDistribution(tmp_path / "a-1.dist-info")
    for name in ("name", "Version", "Requires-Dist"):
        assert found.values(name) == (known.metadata.get_all(name) or [])
    assert found.requires == (known.requires or [])


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"no header\nName: x\n"])
def test_metadata_that_says_nothing_is_no_error(content: bytes, tmp_path: Path) -> None:
    grow(tmp_path, {"odd-1.0.dist-info/METADATA": content, "odd-1.0.dist-info/RECORD": "odd.py,,\n"})
    (one,) = Distributions([str(tmp_path)]).all()
    assert (one.name, one.version, one.declaration.requirements) == ("", "", ())
    assert one.ships("odd")


def test_requirements_of_an_old_egg_are_read(tmp_path: Path) -> None:
    grow(
        tmp_path,
        {
            "old.egg-info/PKG-INFO": "Name: old\nVersion: 1\n",
            "old.egg-info/requires.txt": "six\n\n[fast]\nspeedups>=2\n",
        },
    )
    one = Distributions([str(tmp_path)]).named("old")
    assert one is not None
    assert [each.text for each in one.declaration.requirements] == ["six", 'speedups>=2; extra == "fast"']


def test_an_egg_that_is_a_file_has_a_name(tmp_path: Path) -> None:
    grow(tmp_path, {"single-2.0.egg-info": "Name: single\nVersion: 2.0\n"})
    one = Distributions([str(tmp_path)]).named("single")
    assert one is not None
    assert (one.version, one.folder) == ("2.0", str(tmp_path))


def test_distributions_in_an_archive_on_the_path_are_found(tmp_path: Path) -> None:
    archive = tmp_path / "libraries.zip"
    with zipfile.ZipFile(archive, "w") as stream:
        stream.writestr("packed-1.0.dist-info/METADATA", "Name: packed\nVersion: 1.0\nRequires-Dist: six\n")
        stream.writestr("packed-1.0.dist-info/RECORD", "packed/__init__.py,,\n")
        stream.writestr("packed/__init__.py", "")
    distributions = Distributions([str(archive)])
    one = distributions.named("packed")
    assert one is not None
    assert (one.version, [each.text for each in one.declaration.requirements]) == ("1.0", ["six"])
    assert distributions.providing("packed") == ("packed",)
    assert one.entry_points_file is None


def test_what_cannot_be_listed_holds_nothing(tmp_path: Path) -> None:
    grow(tmp_path, {"file.txt": "no archive"})
    assert metadata.search([str(tmp_path / "absent"), str(tmp_path / "file.txt")]) == {}


@pytest.mark.parametrize(
    ("name", "expected"),
    [("ns", True), ("ns.one", True), ("ns.one.a", True), ("ns.on", False), ("fast", True), ("fas", False)],
)
def test_a_dotted_name_is_looked_up_in_the_record(name: str, expected: bool, tmp_path: Path) -> None:
    install(tmp_path, "ns-one", {"ns/one/__init__.py": "", "ns/one/a.py": "", "fast.cpython-311.so": ""})
    one = Distributions([str(tmp_path)]).named("ns-one")
    assert one is not None
    assert one.ships(name) is expected
