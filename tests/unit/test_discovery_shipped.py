"""dist:NAME is what RECORD lists, file by file; editable installs are looked up where they point."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from trees import grow, install, package

from smoke.discovery import select
from smoke.errors import UsageError
from smoke.interpreter import resolve
from smoke.model import Module, Selection


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return grow(tmp_path / "site", {"placeholder.txt": ""})


def _select(name: str, site: Path, *more: Path) -> Selection:
    path = ":".join(map(str, [*more, site]))
    return select([f"dist:{name}"], resolve([], env=[("PYTHONPATH", path)])[0], cwd=site.parent)


def _modules(name: str, site: Path, *more: Path) -> dict[str, Module]:
    return {module.name: module for module in _select(name, site, *more).modules}


def test_all_that_record_lists_and_nothing_else(site: Path) -> None:
    files = dict.fromkeys(
        ["one/__init__.py", "one/a.py", "two.py", "one/data.json", "one/__pycache__/a.pyc"], ""
    )
    install(site, "Some.Dist", files)
    grow(site, {"one/stray.py": "", "three.py": ""})
    selection = _select("some_dist", site)
    assert [module.name for module in selection.modules] == ["one", "one.a", "two"]
    assert selection.distributions == ("Some.Dist",)


def test_a_namespace_package_is_shared_and_only_the_own_part_is_taken(site: Path) -> None:
    install(site, "ns-one", {"ns/one/__init__.py": "", "ns/one/a.py": ""})
    install(site, "ns-two", {"ns/two/__init__.py": ""})
    assert list(_modules("ns-one", site)) == ["ns.one", "ns.one.a"]


def test_scripts_and_files_outside_are_left_out(site: Path) -> None:
    record = "one.py,,\n../../bin/one.py,,\n/etc/one.py,,\none-1.0.data/scripts/x.py,,\n"
    install(site, "one", {"one.py": ""}, record=record)
    assert list(_modules("one", site)) == ["one"]


def test_a_record_may_quote_and_use_backslashes(site: Path) -> None:
    grow(site, {"a,b/__init__.py": "", "one/c.py": ""})
    install(
        site, "one", {"one/__init__.py": ""}, record='one/__init__.py,,\n"a,b/__init__.py",,\none\\c.py,,\n'
    )
    found = _modules("one", site)
    assert list(found) == ["a,b", "one", "one.c"]
    assert found["a,b"].skip


def test_a_file_that_is_gone_is_skipped_with_the_reason(site: Path) -> None:
    install(site, "one", {"one/__init__.py": "", "one/gone.py": ""})
    (site / "one" / "gone.py").unlink()
    assert _modules("one", site)["one.gone"].skip == "in RECORD, but not on disk"


def test_a_file_that_no_import_reaches_is_skipped_with_the_reason(site: Path) -> None:
    install(site, "one", {"one/__init__.py": "", "one/.hidden/x.py": ""})
    (odd,) = [module for module in _modules("one", site).values() if module.skip]
    assert odd.skip == "no import reaches it"


def test_what_another_folder_hides_is_skipped(site: Path, tmp_path: Path) -> None:
    install(site, "one", {"one/__init__.py": "", "one/a.py": "", "uno.py": ""})
    package(tmp_path / "before", "one")
    found = _modules("one", site, tmp_path / "before")
    assert found["uno"].skip is None
    assert str(tmp_path / "before" / "one" / "__init__.py") in str(found["one.a"].skip)


def test_without_record_the_declared_names_count(site: Path) -> None:
    info = install(site, "some-dist", {"other/__init__.py": "", "other/a.py": ""}, top_level="other\n")
    (info / "RECORD").unlink()
    assert list(_modules("some-dist", site)) == ["other", "other.a"]


def test_without_record_and_names_the_own_name_counts(site: Path) -> None:
    info = install(site, "Some-Dist", {"some_dist/__init__.py": "", "some_dist/a.py": ""})
    (info / "RECORD").unlink()
    assert list(_modules("Some-Dist", site)) == ["some_dist", "some_dist.a"]


def test_a_distribution_without_modules_is_refused(site: Path) -> None:
    install(site, "only-data", {"data.txt": ""})
    with pytest.raises(UsageError, match=r"only-data 1.0 .* ships no Python module"):
        _select("only-data", site)


def test_an_unknown_distribution_gets_close_ones_suggested(site: Path) -> None:
    install(site, "colourful", {"colourful.py": ""})
    with pytest.raises(UsageError, match="did you mean dist:colourful"):
        _select("colorful", site)


def _project(tmp_path: Path, layout: str) -> tuple[Path, str]:
    """A project's folder of packages, and the direct_url.json of its editable install."""
    project = grow(tmp_path / "project", {"pyproject.toml": "", "tests/__init__.py": "", "setup.py": ""})
    package(project / layout, "edited", "a")
    return project / layout, json.dumps({"url": project.as_uri(), "dir_info": {"editable": True}})


@pytest.mark.parametrize("layout", ["src", "."])
@pytest.mark.parametrize("top_level", ["edited\n", ""])
def test_an_editable_install_by_a_folder_on_the_path(
    layout: str, top_level: str, site: Path, tmp_path: Path
) -> None:
    place, url = _project(tmp_path, layout)
    install(
        site, "edited-dist", {"__editable__.edited.pth": f"{place}\n"}, direct_url=url, top_level=top_level
    )
    found = _modules(
        "edited-dist", site, place
    )  # PYTHONPATH stands for the .pth file, which needs a real site
    assert list(found) == ["edited", "edited.a"]
    assert found["edited.a"].path == str((place / "edited" / "a.py").resolve())


_FINDER = """\
from importlib.util import spec_from_file_location
import sys
MAPPING: dict[str, str] = {mapping!r}
class Finder:
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name in MAPPING:
            init = MAPPING[name] + "/__init__.py"
            return spec_from_file_location(name, init, submodule_search_locations=[MAPPING[name]])
def install():
    sys.meta_path.append(Finder)
"""


def test_an_editable_install_by_a_finder(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place, url = _project(tmp_path, "odd_folder")
    hook = "__editable___edited_dist_finder.py"
    mapping = {"edited": str(place / "edited")}
    install(site, "edited-dist", {hook: _FINDER.format(mapping=mapping)}, direct_url=url)
    grow(site, {"sitecustomize.py": "import __editable___edited_dist_finder as it; it.install()"})
    monkeypatch.setenv("PYTHONPATH", str(site))
    found = _modules("edited-dist", site)
    assert list(found) == ["edited", "edited.a"]
    assert found["edited.a"].path == str(place / "edited" / "a.py")
