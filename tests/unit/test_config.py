"""Command line over file over defaults; every mistake names its place and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from trees import grow

from smoke import config
from smoke.errors import UsageError
from smoke.model import IgnoreEntry, Settings, Severity

RULES = ("import-raised", "undefined-name", "unbound-name")


def _load(folder: Path, text: str = "", **given: object) -> Settings:
    if text:
        grow(folder, {"smoke.toml": text})
    return config.load(folder, given, RULES)


def test_without_a_file_all_is_default(tmp_path: Path) -> None:
    assert _load(tmp_path) == Settings()


EVERYTHING = """\
targets = ["pkg", "dist:other"]
python = "3.12"
jobs = 3
maxfail = 2
timeout = 5
isolation = "fresh"
include = ["pkg.*"]
exclude = "pkg.tests"
select = ["undefined-name"]
ignore = ["import-raised"]
fail-on = "warning"
setup = "import django"
env = {A = "1", B = ""}
builtins = ["get_ipython"]
output-format = "json"
color = "never"
progress = false
"""


def test_every_setting_can_stand_in_the_file(tmp_path: Path) -> None:
    assert _load(tmp_path, EVERYTHING) == Settings(
        targets=("pkg", "dist:other"),
        pythons=("3.12",),
        jobs=3,
        maxfail=2,
        timeout=5.0,
        isolation="fresh",
        include=("pkg.*",),
        exclude=("pkg.tests",),
        select=("undefined-name",),
        ignore=("import-raised",),
        fail_on=Severity.WARNING,
        setup="import django",
        env=(("A", "1"), ("B", "")),
        builtins=("get_ipython",),
        output_format="json",
        color="never",
        progress=False,
        settings_file=str(tmp_path / "smoke.toml"),
    )


def test_pyproject_has_the_same_keys_below_tool_smoke(tmp_path: Path) -> None:
    lines = EVERYTHING.replace("fail-on", "fail_on")
    grow(tmp_path / "one", {"smoke.toml": EVERYTHING})
    grow(tmp_path / "two", {"pyproject.toml": f"[project]\nname = 'x'\n[tool.smoke]\n{lines}"})
    one, two = _load(tmp_path / "one"), _load(tmp_path / "two")
    assert two.settings_file == str(tmp_path / "two" / "pyproject.toml")
    assert one.fail_on is two.fail_on is Severity.WARNING
    assert (one.targets, one.env, one.jobs) == (two.targets, two.env, two.jobs)


def test_the_command_line_wins(tmp_path: Path) -> None:
    settings = _load(
        tmp_path, EVERYTHING, jobs=8, targets=("cli",), fail_on="note", env=("A=2",), verbosity=1
    )
    assert (settings.jobs, settings.targets, settings.fail_on) == (8, ("cli",), Severity.NOTE)
    assert settings.env == (("A", "2"),)
    assert settings.timeout == 5.0
    assert settings.verbosity == 1


def test_the_nearest_file_above_counts(tmp_path: Path) -> None:
    grow(
        tmp_path, {"pyproject.toml": "[tool.smoke]\njobs = 1\n", "a/smoke.toml": "jobs = 2\n", "a/b/c/x": ""}
    )
    assert _load(tmp_path / "a" / "b" / "c").jobs == 2
    grow(tmp_path, {"a/b/pyproject.toml": "[project]\nname = 'bounds the search'\n"})
    assert _load(tmp_path / "a" / "b" / "c").jobs is None


def test_smoke_toml_wins_in_one_folder(tmp_path: Path) -> None:
    grow(tmp_path, {"pyproject.toml": "[tool.smoke]\njobs = 1\n", "smoke.toml": "jobs = 2\n"})
    assert _load(tmp_path).jobs == 2


def test_paths_in_the_file_are_relative_to_it(tmp_path: Path) -> None:
    grow(tmp_path, {"smoke.toml": 'targets = ["./src", "pkg"]\npython = [".venv", "3.12"]\n', "sub/x": ""})
    settings = _load(tmp_path / "sub")
    assert settings.targets == (f"{tmp_path}/./src", "pkg")
    assert settings.pythons == (f"{tmp_path}/.venv", "3.12")


def test_entries_of_ignore_are_read_with_their_origin(tmp_path: Path) -> None:
    text = '[[ignore]]\nrule = "undefined-name"\nmodule = "pkg.*"\nname = "x"\nreason = "set by the host"\n'
    assert _load(tmp_path, text).ignores == (
        IgnoreEntry("undefined-name", "pkg.*", "set by the host", "x", "smoke.toml: ignore[0]"),
    )


def test_ignore_may_mix_names_and_entries_and_the_command_line_keeps_the_entries(tmp_path: Path) -> None:
    text = 'ignore = ["unbound-name", {rule = "undefined-name", module = "m", reason = "r"}]\n'
    settings = _load(tmp_path, text)
    assert settings.ignore == ("unbound-name",)
    assert [entry.module for entry in settings.ignores] == ["m"]
    settings = _load(tmp_path, text, ignore=("import-raised",))
    assert settings.ignore == ("import-raised",)
    assert [entry.origin for entry in settings.ignores] == ["smoke.toml: ignore[1]"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jobz = 1", "jobz is no setting; did you mean jobs"),
        ("qwertz = 1", "qwertz is no setting; the settings are"),
        ("verbosity = 1", "verbosity is no setting"),
        ("jobs = 0", "jobs = 0: it must be a whole number"),
        ("jobs = true", "jobs = True: it must be a whole number"),
        ('jobs = "4"', "jobs = '4'"),
        ("timeout = 0", "timeout = 0: it must be a number of seconds above 0"),
        ("timeout = inf", "timeout = inf"),
        ("timeout = nan", "timeout = nan"),
        ('isolation = "frech"', "isolation = 'frech': it must be one of auto, fork, fresh"),
        ("targets = [1]", "targets = \\[1\\]: it must be a text or a list of texts"),
        ('targets = [""]', "none of them empty"),
        ("exclude = {}", "exclude = {}"),
        ('select = ["undefined-nam"]', "there is no rule 'undefined-nam'; did you mean undefined-name"),
        ('ignore = ["qwertz"]', "there is no rule 'qwertz'; --list-rules"),
        ("ignore = [1]", "it must be a text or a list of texts"),
        ('fail-on = "fatal"', "it must be one of error, warning, note"),
        ('fail-on = "error"\nfail_on = "note"', "given twice"),
        ("setup = 1", "setup = 1: it must be a text"),
        ("env = {A = 1}", "it must be a table of texts"),
        ('env = ["A"]', "it must be a table of texts"),
        ('env = ["=1"]', "it must be a table of texts"),
        ('env = {A = "\\u0000"}', "null character"),
        ('builtins = ["a b"]', "'a b' is no name of a variable"),
        ('output-format = "xml"', "it must be one of full, concise, json"),
        ("progress = 1", "it must be true or false"),
        ("[[ignore]]\nrule = 'undefined-name'\nmodule = 'm'", r"ignore\[0\] has no reason"),
        ("[[ignore]]\nrule = 'undefined-name'\nmodule = 'm'\nreason = ' '", "the reason is empty"),
        (
            "[[ignore]]\nrule = 'undefined'\nmodule = 'm'\nreason = 'r'",
            r"ignore\[0\]\.rule = 'undefined': there is no",
        ),
        ("[[ignore]]\nrules = 'undefined-name'", r"ignore\[0\]\.rules is no setting"),
        ("[[ignore]]\nrule = 1\nmodule = 'm'\nreason = 'r'", r"ignore\[0\]\.rule = 1: it must be a text"),
        ("jobs = 1 2", "is no valid TOML: .*line 1"),
    ],
)
def test_a_mistake_is_named_with_its_place(text: str, expected: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=expected) as raised:
        _load(tmp_path, text)
    assert str(raised.value).startswith(str(tmp_path / "smoke.toml"))


def test_keys_of_pyproject_are_named_in_full(tmp_path: Path) -> None:
    grow(tmp_path, {"pyproject.toml": "[tool.smoke]\njobs = -1\n"})
    with pytest.raises(UsageError, match=r"pyproject\.toml: tool\.smoke\.jobs = -1"):
        _load(tmp_path)


def test_tool_smoke_must_be_a_table(tmp_path: Path) -> None:
    grow(tmp_path, {"pyproject.toml": "[tool]\nsmoke = true\n"})
    with pytest.raises(UsageError, match="it must be a table"):
        _load(tmp_path)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    grow(tmp_path, {"smoke.toml": b"jobs = 1 # \xff\n"})
    with pytest.raises(UsageError, match="no UTF-8 text"):
        _load(tmp_path)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"jobs": 0}, "the command line: --jobs = 0"),
        ({"fail_on": "fatal"}, "the command line: --fail-on = 'fatal'"),
        ({"select": ("undefined",)}, "the command line: --select = .*there is no rule 'undefined'"),
        ({"env": ("A",)}, "the command line: --env"),
    ],
)
def test_a_mistake_on_the_command_line_is_named_by_its_option(
    given: dict[str, object], expected: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=expected):
        config.load(tmp_path, given, RULES)
