"""What metadata says about import names, requirements and extras, and what names alone suggest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from trees import grow, install, package

from smoke.distributions import Distributions, editable
from smoke.distributions.import_names import could_bring
from smoke.distributions.requirements import Requirement, normalized, parse

HERE = ("3.11.7", "linux", "cpython")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("redis", ("redis", (), ())),
        ("Zope.Interface >= 5 , < 7", ("zope-interface", (), ())),
        ('kombu[redis,SQS]>=5.5; extra == "Fast_Lane"', ("kombu", ("redis", "sqs"), ("fast-lane",))),
        ("a; python_version < '3.9' and (extra == 'x' or extra == 'y')", ("a", (), ("x", "y"))),
        ("a ; 'x' == extra", ("a", (), ("x",))),
        ("pkg @ https://example.com/pkg.zip ; extra == 'x'", ("pkg", (), ("x",))),
        ('tomli>=1; python_version < "3.11"', ("tomli", (), ())),
    ],
)
def test_requirements_are_read_as_far_as_needed(text: str, expected: tuple[str, ...]) -> None:
    assert parse(text) == Requirement(text, *expected)  # type: ignore[arg-type]  # a row of the table


@pytest.mark.parametrize("text", ["", "   ", "# comment", "-r other.txt"])
def test_what_is_no_requirement_is_none(text: str) -> None:
    assert parse(text) is None


def test_names_are_compared_normalized() -> None:
    assert normalized("Zope._.Interface") == "zope-interface"


@pytest.mark.parametrize(
    ("module", "distribution"),
    [
        ("redis.asyncio", "redis"),
        ("yaml", "pyyaml"),
        ("PIL.Image", "pillow"),
        ("cv2", "opencv-python-headless"),
        ("dateutil.parser", "python-dateutil"),
        ("magic", "python-magic"),
        ("zmq", "pyzmq"),
        ("OpenSSL", "pyopenssl"),
        ("flask_sqlalchemy", "flask-sqlalchemy"),
        ("google.cloud.storage", "google-cloud-storage"),
        ("google.protobuf.message", "protobuf"),
        ("mysql.connector", "mysql-connector-python"),
        ("zope.interface.verify", "zope-interface"),
        ("psycopg2.extras", "psycopg2-binary"),
        ("pkg_resources", "setuptools"),
        ("orjson", "orjson"),
        ("azure", "azure-storage-blob"),
        ("google.cloud", "google-cloud-firestore"),
        ("factory", "factory-boy"),
        ("railroad", "railroad-diagrams"),
    ],
)
def test_a_missing_module_suggests_its_distribution(module: str, distribution: str) -> None:
    assert could_bring(distribution, module)


@pytest.mark.parametrize(
    ("module", "distribution"),
    [
        ("redis", "redisearch"),
        ("redis", "redis-om"),
        ("yaml", "ruamel-yaml"),
        ("mysql.connector", "pymysql"),
        ("a", "b"),
    ],
)
def test_a_similar_name_is_not_enough(module: str, distribution: str) -> None:
    assert not could_bring(distribution, module)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return grow(tmp_path / "site", {"placeholder.txt": ""})


def _requires(*texts: str, extras: tuple[str, ...] = ()) -> str:
    lines = [f"Requires-Dist: {text}\n" for text in texts] + [
        f"Provides-Extra: {extra}\n" for extra in extras
    ]
    return "".join(lines)


def test_a_distribution_is_found_in_any_spelling(site: Path) -> None:
    install(site, "My.Dist_x", {"mine.py": ""})
    one = Distributions([str(site)]).named("my-dist-X")
    assert one is not None
    assert (one.name, one.version, one.folder) == ("My.Dist_x", "1.0", str(site))
    assert Distributions([str(site)]).named("mydistx") is None


def test_the_first_on_the_path_is_the_one(tmp_path: Path) -> None:
    for name in ("one", "two"):
        install(grow(tmp_path / name, {}), "same", {f"{name}.py": ""})
    one = Distributions([str(tmp_path / "two"), str(tmp_path / "one")]).named("same")
    assert one is not None
    assert one.folder == str(tmp_path / "two")


def test_import_names_come_from_record_and_need_no_top_level_file(site: Path) -> None:
    install(site, "PyThing", {"thing/__init__.py": "", "_thing.cpython-311-x86_64-linux-gnu.so": ""})
    distributions = Distributions([str(site)])
    assert distributions.providing("thing") == ("PyThing",)
    assert distributions.providing("_thing") == ("PyThing",)
    assert distributions.providing("thin") == ()


def test_a_namespace_is_provided_by_all_and_a_module_by_its_owner(site: Path) -> None:
    install(site, "ns-one", {"ns/one/__init__.py": ""})
    install(site, "ns-two", {"ns/two.py": ""})
    distributions = Distributions([str(site)])
    assert distributions.providing("ns") == ("ns-one", "ns-two")
    assert distributions.for_modules(["ns.one", "ns.one.a"]) == ("ns-one",)
    assert distributions.for_modules(["ns.two"]) == ("ns-two",)


def test_without_record_the_declared_names_count(site: Path) -> None:
    info = install(site, "some-dist", {}, top_level="other\n")
    (info / "RECORD").unlink()
    assert Distributions([str(site)]).providing("other") == ("some-dist",)


@pytest.mark.parametrize("pth", [True, False])
def test_an_editable_install_provides_its_modules(pth: bool, site: Path, tmp_path: Path) -> None:
    package(tmp_path / "src", "edited", "a")
    mapping = f"MAPPING = {{'edited': {str(tmp_path / 'src' / 'edited')!r}}}\n"
    hook = {"_e.pth": f"{tmp_path / 'src'}\n"} if pth else {"__editable___e_finder.py": mapping}
    install(site, "edited-dist", hook)
    assert Distributions([str(site)]).for_modules(["edited.a"]) == ("edited-dist",)


def test_extras_that_bring_a_module_are_found(site: Path) -> None:
    requires = _requires(
        "always",
        "redis>=4; extra == 'redis'",
        "PyYAML; extra == 'yaml'",
        "redis; extra == 'all'",
        extras=("all", "redis", "yaml"),
    )
    install(site, "thing", {}, requires=requires)
    distributions = Distributions([str(site)])
    assert distributions.extras_needing("Thing", "redis.asyncio") == ("all", "redis")
    assert distributions.extras_needing("thing", "yaml") == ("yaml",)
    assert distributions.extras_needing("thing", "always") == ()
    assert distributions.extras_needing("nope", "redis") == ()


def test_extras_of_extras_are_followed_and_named_after_the_direct_ones(site: Path) -> None:
    install(
        site, "celery-like", {}, requires=_requires("kombu-like[redis]; extra == 'redis'", extras=("redis",))
    )
    install(site, "kombu-like", {}, requires=_requires("redis>4; extra == 'redis'", extras=("redis",)))
    everything = _requires("own[all,fast]; extra == 'all'", "orjson; extra == 'fast'", extras=("all", "fast"))
    install(site, "own", {}, requires=everything)
    distributions = Distributions([str(site)])
    assert distributions.extras_needing("celery-like", "redis") == ("redis",)
    assert distributions.extras_needing("own", "orjson") == ("fast", "all")


def test_a_hard_requirement_is_given_with_its_text(site: Path) -> None:
    install(site, "thing", {}, requires=_requires("PyYAML>=5 ; python_version > '3'", "redis; extra == 'r'"))
    install(site, "user", {}, requires=_requires("thing[r]"))
    distributions = Distributions([str(site)])
    assert distributions.requires("thing", "yaml", HERE) == "PyYAML>=5 ; python_version > '3'"
    assert distributions.requires("thing", "redis", HERE) is None
    assert distributions.requires("user", "redis", HERE) == "thing[r]"


@pytest.mark.parametrize(
    ("markers", "by_platform"),
    [
        (["sys_platform == 'win32'"], True),
        (["platform_system == 'Darwin' and python_version > '3'"], True),
        (["python_version < '3.11'"], False),
        (["python_version < '3.8' and os_name == 'nt'"], False),
        (["sys_platform == 'win32'", "sys_platform != 'win32'"], None),
        (["not a marker"], None),
    ],
)
def test_a_requirement_may_hold_elsewhere_only(
    site: Path, markers: list[str], by_platform: bool | None
) -> None:
    expected = None if by_platform is None else (markers[0], by_platform)
    install(site, "thing", {}, requires=_requires(*(f"six; {marker}" for marker in markers)))
    distributions = Distributions([str(site)])

    assert distributions.requires_elsewhere("thing", "six", HERE) == expected
    assert (distributions.requires("thing", "six", HERE) is None) == (expected is not None)
    assert distributions.requires_elsewhere("thing", "other", HERE) is None


PYPROJECT = """\
[project]
name = "My-Project"
dependencies = ["always-there>1"]
[project.optional-dependencies]
fast = ["orjson"]
"""


def test_a_source_tree_declares_its_own_requirements(site: Path, tmp_path: Path) -> None:
    grow(tmp_path, {"pyproject.toml": PYPROJECT})
    distributions = Distributions([str(site)], project=str(tmp_path))
    assert distributions.for_modules(["anything"]) == ("My-Project",)
    assert distributions.extras_needing("my.project", "orjson") == ("fast",)
    assert distributions.requires("my-project", "always_there", HERE) == "always-there>1"


def test_setup_cfg_is_read_where_pyproject_names_nothing(site: Path, tmp_path: Path) -> None:
    config = (
        "[metadata]\nname = old-style\n[options]\ninstall_requires =\n    six>=1\n"
        "[options.extras_require]\nfast =\n    orjson\n"
    )
    grow(tmp_path, {"pyproject.toml": "[build-system]\n", "setup.cfg": config})
    distributions = Distributions([str(site)], project=str(tmp_path))
    assert distributions.requires("old-style", "six", HERE) == "six>=1"
    assert distributions.extras_needing("old-style", "orjson") == ("fast",)


@pytest.mark.parametrize(
    "text", ["[[[", 'project = "text"', "[project]\nname = 5\n", "[project]\nname='x'\ndependencies = 3"]
)
def test_a_broken_declaration_is_no_error_here(text: str, site: Path, tmp_path: Path) -> None:
    grow(tmp_path, {"pyproject.toml": text})
    assert Distributions([str(site)], project=str(tmp_path)).requires("x", "six", HERE) is None


def test_broken_metadata_spoils_no_other(site: Path) -> None:
    install(site, "good", {"good.py": ""})
    grow(
        site,
        {
            "bad-1.0.dist-info/RECORD": "bad.py,,\n",
            "odd-1.0.dist-info/METADATA": b"\xff\xfe\x00",
            "~ip/x": "",
        },
    )
    grow(site, {"old-1.0.egg-info": "Name: old\nVersion: 1.0\n"})
    distributions = Distributions([str(site)])
    assert "good" in distributions.names()
    assert distributions.providing("good") == ("good",)
    assert distributions.extras_needing("bad", "x") == ()


def test_no_distribution_of_smokes_own_interpreter_shows_up(site: Path) -> None:
    assert Distributions([str(site)]).named("pytest") is None
    assert Distributions([str(site)]).names() == []


REDIRECTOR = """\
from editables.redirector import RedirectingFinder as F
F.install()
F.map_module('pkg', '/src/pkg/__init__.py')
F.map_module('ns.mod', '/src/ns/mod.py')
F.map_module(computed, '/x')
"""


def test_the_files_of_editable_installs_are_read_and_never_run(site: Path) -> None:
    grow(
        site, {"_editable_impl_pkg.py": REDIRECTOR, "broken.pth": "import sys; sys.exit()\n/no/such/folder\n"}
    )
    grow(site, {"__editable___x_finder.py": "MAPPING: dict = compute()\n1/0\n"})
    url = json.dumps({"url": "file:///src/my%20project", "dir_info": {"editable": True}})
    recorded = ["_editable_impl_pkg.py", "broken.pth", "__editable___x_finder.py", "missing.pth"]
    place = editable.read(str(site), recorded, url)
    assert place == editable.Editable(
        (("ns.mod", "/src/ns/mod.py"), ("pkg", "/src/pkg/__init__.py")), (), "/src/my project"
    )


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "{",
        "[]",
        '{"url": "file:///x"}',
        '{"url": "file:///x", "dir_info": {}}',
        '{"url": "https://x/y.zip", "dir_info": {"editable": true}}',
    ],
)
def test_an_ordinary_install_is_not_editable(url: str | None, site: Path) -> None:
    assert editable.read(str(site), ["pkg/__init__.py"], url) is None
