"""The command as a user meets it: options, messages, streams and exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from smoke import __version__, arguments
from smoke.cli import main
from smoke.errors import UsageError
from smoke.model import Severity
from smoke.rules import registry


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a package that is clean, one that is not, and one that does not import."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    write(tmp_path, "fine/__init__.py", "def work():\n    return 1\n")
    write(tmp_path, "breaker/__init__.py", "")
    write(tmp_path, "breaker/core.py", "class Breaker:\n    def fail(self):\n        return time.time()\n")
    write(tmp_path, "broken/__init__.py", "raise ValueError('bad')\n")
    write(tmp_path, "broken/below.py", "")
    write(
        tmp_path, "loose/__init__.py", "def init():\n    global x\n    x = 1\n\ndef work():\n    return x\n"
    )
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def smoke(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """(exit status, standard output, standard error)."""
    status = main(arguments)
    captured = capsys.readouterr()
    return status, captured.out, captured.err


Captured = pytest.CaptureFixture[str]


def test_a_clean_package_is_0(project: Path, capsys: Captured) -> None:
    status, out, err = smoke(capsys, "fine")

    assert (status, out.count("\n"), err.count("error")) == (0, 1, 0)
    assert out.startswith("1 module: 1 imported, 0 failed, 0 blocked, 0 skipped; 0 errors")


def test_the_incident_is_1_with_file_line_column_function_and_name(project: Path, capsys: Captured) -> None:
    status, out, _ = smoke(capsys, "breaker")

    assert status == 1
    assert "error[undefined-name]: name 'time' is not defined\n" in out
    assert "  --> breaker/core.py:3:" in out
    assert "in Breaker.fail" in out
    assert "did you forget to import 'time'?" in out


def test_after_the_import_is_added_it_is_clean(project: Path, capsys: Captured) -> None:
    core = project / "breaker" / "core.py"
    core.write_text("import time\n" + core.read_text())

    assert smoke(capsys, "breaker")[0] == 0


def test_what_is_blocked_is_counted_and_reported_at_the_parent(project: Path, capsys: Captured) -> None:
    status, out, _ = smoke(capsys, "broken")

    assert status == 1
    assert out.count("error[") == 1
    assert "  = blocks 1 module below\n" in out
    assert "2 modules: 0 imported, 1 failed, 1 blocked, 0 skipped; 1 error," in out


@pytest.mark.parametrize(("severity", "expected"), [("error", 0), ("warning", 0), ("note", 1)])
def test_fail_on_decides_the_status(project: Path, capsys: Captured, severity: str, expected: int) -> None:
    status, out, _ = smoke(capsys, "loose", "--fail-on", severity)

    assert status == expected
    assert "note[unset-global]" in out


def test_selected_and_ignored_rules(project: Path, capsys: Captured) -> None:
    assert smoke(capsys, "breaker", "--select", "unset-global,deleted-name")[0] == 0
    assert smoke(capsys, "breaker", "--select", "unset-global", "--select", "undefined-name")[0] == 1
    assert smoke(capsys, "breaker", "--ignore", "undefined-name")[0] == 0


def test_json_goes_to_standard_output_alone(project: Path, capsys: Captured) -> None:
    status, out, _ = smoke(capsys, "breaker", "--output-format", "json")

    assert status == 1
    assert [one["name"] for one in json.loads(out)["findings"]] == ["time"]


def test_the_report_can_go_to_a_file(project: Path, capsys: Captured) -> None:
    status, out, _ = smoke(capsys, "breaker", "--output-file", "report.txt", "--output-format", "concise")

    assert (status, out) == (1, "")
    assert (project / "report.txt").read_text().startswith("breaker/core.py:3:")


def test_two_runs_say_the_same(project: Path, capsys: Captured) -> None:
    arguments = ("breaker", "broken", "loose", "--output-format", "concise", "-q")
    first, second = (smoke(capsys, *arguments)[1].splitlines()[:-1] for _ in range(2))

    assert first == second
    assert len(first) == 3


def test_quiet_and_clean_is_silent(project: Path, capsys: Captured) -> None:
    assert smoke(capsys, "fine", "-q") == (0, "", "")


def test_fail_fast_stops_and_says_so(project: Path, capsys: Captured) -> None:
    for number in range(30):
        write(project, f"many/m{number:02}.py", "raise ValueError\n")
    write(project, "many/__init__.py", "")

    status, out, _ = smoke(capsys, "many", "-x", "-j", "1")

    assert status == 1
    assert "stopped early: 1 module with an error (--maxfail)\n" in out
    assert out.count("does not import") == 1


def test_a_suppressed_error_does_not_count_for_maxfail(project: Path, capsys: Captured) -> None:
    write(project, "many/__init__.py", "")
    write(project, "many/a.py", "raise ValueError  # smoke: ignore[import-raised] a template\n")
    write(project, "many/b.py", "")

    status, out, _ = smoke(capsys, "many", "-x", "-j", "1")

    assert status == 0
    assert (
        "3 modules: 2 imported, 1 failed, 0 blocked, 0 skipped; 0 errors, 0 warnings, 0 notes, 1 suppressed"
        in out
    )


def test_the_plan_imports_nothing(project: Path, capsys: Captured) -> None:
    write(project, "writes/__init__.py", "open('written', 'w')\n")

    status, out, _ = smoke(capsys, "writes", "--plan")

    assert status == 0
    assert "writes" in out
    assert not (project / "written").exists()


def test_setup_code_and_environment_reach_the_import(project: Path, capsys: Captured) -> None:
    write(project, "needs/__init__.py", "import os, sys\nsys.set_up\nos.environ['NEEDED']\n")
    options = ("--setup", "import sys; sys.set_up = 1", "--env", "NEEDED=1")

    assert smoke(capsys, "needs", "-q")[0] == 1
    assert smoke(capsys, "needs", "-q", *options)[0] == 0
    assert smoke(capsys, "needs", "-q", *options, "--isolation", "fresh")[0] == 0


def test_include_and_exclude_choose_modules(project: Path, capsys: Captured) -> None:
    assert smoke(capsys, "breaker", "--exclude", "breaker.core")[0] == 0
    assert "1 module:" in smoke(capsys, "breaker", "--include", "breaker.core")[1]


def test_durations_go_to_standard_error(project: Path, capsys: Captured) -> None:
    write(project, "slow/__init__.py", "import time; time.sleep(0.1)\n")
    _, out, err = smoke(capsys, "slow", "fine", "--durations", "1")

    assert err.rstrip().endswith("slow")
    assert " s  " not in out


@pytest.mark.parametrize("rule", registry.names())
def test_every_rule_can_be_explained(capsys: Captured, rule: str) -> None:
    status, out, _ = smoke(capsys, "--explain", rule)

    assert status == 0
    assert out.startswith(f"{rule} (")
    assert len(out) > 200


def test_the_rules_are_listed_with_their_severity(capsys: Captured) -> None:
    _, out, _ = smoke(capsys, "--list-rules")

    assert [line.split()[0] for line in out.splitlines()] == list(registry.names())
    shown = dict(line.split()[:2] for line in out.splitlines())
    assert shown["undefined-name"] == "error"
    assert shown["unbound-name"] == "warning"
    assert shown["unset-global"] == "note"
    assert shown["undeclared-dependency"] == "off"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("no_such_package",), ["no_such_package"]),
        (("./no/such/folder",), ["no/such/folder"]),
        (("dist:no-such-distribution",), ["no-such-distribution"]),
        (("fine", "--select", "undefind-name"), ["undefind-name", "did you mean undefined-name"]),
        (("fine", "--ignore", "nothing"), ["nothing"]),
        (("--explain", "undefind-name"), ["undefind-name", "did you mean 'undefined-name'"]),
        (("fine", "--jobs", "0"), ["--jobs", "'0'"]),
        (("fine", "--jobs", "many"), ["--jobs", "'many'"]),
        (("fine", "--timeout", "-1"), ["--timeout"]),
        (("fine", "--timeout", "nan"), ["--timeout", "'nan'"]),
        (("fine", "--maxfail", "0"), ["--maxfail"]),
        (("fine", "--env", "NOVALUE"), ["NOVALUE", "NAME=VALUE"]),
        (("fine", "--isolation", "none"), ["--isolation", "none"]),
        (("fine", "--output-format", "xml"), ["--output-format", "xml"]),
        (("fine", "--output-file", "no/such/folder/report"), ["no/such/folder/report"]),
        (("fine", "--python", "/no/such/python"), ["/no/such/python"]),
        (("fine", "--python", "2.7.0.0"), ["2.7.0.0"]),
        (("fine", "--no-such-option"), ["--no-such-option"]),
        (("fine", "--exclude", "*"), ["fine"]),
    ],
)
def test_what_cannot_be_understood_is_2_with_one_clear_line(
    project: Path, capsys: Captured, arguments: tuple[str, ...], words: list[str]
) -> None:
    status, out, err = smoke(capsys, *arguments)

    assert (status, out) == (2, "")
    *_, last = said = [line for line in err.splitlines() if not line.startswith("smoke: note: ")]
    assert len(said) == 1
    assert last.startswith("smoke: error: ")
    assert not [word for word in words if word not in last]


@pytest.mark.parametrize("text", ["[tool.smoke\n", "[tool.smoke]\nnope = 1\n", "[tool.smoke]\njobs = 'x'\n"])
def test_a_broken_settings_file_is_2_and_named(project: Path, capsys: Captured, text: str) -> None:
    write(project, "pyproject.toml", text)

    status, _, err = smoke(capsys, "fine")

    assert status == 2
    assert "pyproject.toml" in err


def test_settings_of_the_file_count_and_the_command_line_wins(project: Path, capsys: Captured) -> None:
    write(project, "pyproject.toml", '[tool.smoke]\ntargets = ["loose"]\nfail-on = "note"\n')

    assert smoke(capsys)[0] == 1
    assert smoke(capsys, "--fail-on", "error")[0] == 0
    assert smoke(capsys, "fine")[0] == 0


def test_an_ignore_entry_hides_and_an_unused_one_is_a_warning(project: Path, capsys: Captured) -> None:
    entry = '[[tool.smoke.ignore]]\nrule = "{}"\nmodule = "breaker.core"\nreason = "known"\n'
    write(project, "pyproject.toml", entry.format("undefined-name") + entry.format("deleted-name"))

    status, out, _ = smoke(capsys, "breaker")

    assert status == 0
    assert (
        "warning[unused-suppression]: no finding of deleted-name in 'breaker.core' was there to ignore" in out
    )
    assert "  --> pyproject.toml:5\n" in out
    assert "0 errors, 1 warning, 0 notes, 1 suppressed" in out


def test_a_defect_of_smoke_is_3_and_asks_to_be_reported(
    project: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smoke.session.check", lambda *_, **__: 1 / 0)

    status, out, err = smoke(capsys, "fine")

    assert (status, out) == (3, "")
    assert "ZeroDivisionError" in err
    assert err.endswith(
        "smoke: error: this is a defect of smoke, please report it with the traceback above\n"
    )


def test_an_interrupted_run_is_130(project: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("smoke.session.check", interrupted)

    assert smoke(capsys, "fine") == (130, "", "smoke: interrupted\n")


def test_version_and_help_load_neither_rich_nor_metadata() -> None:
    code = "import sys; from smoke.cli import main\ntry: main([sys.argv[1]])\nexcept SystemExit: pass\n"
    code += "print(sorted({'rich', 'importlib_metadata', 'multiprocessing', 'asyncio'} & set(sys.modules)))"
    for option in ("--version", "--help"):
        done = subprocess.run(
            [sys.executable, "-c", code, option], capture_output=True, text=True, check=True
        )
        assert done.stdout.splitlines()[-1] == "[]"
    assert done.stdout.startswith("usage: smoke")


def test_the_version_is_the_package_s(capsys: Captured) -> None:
    with pytest.raises(SystemExit) as exit:
        main(["--version"])

    assert exit.value.code == 0
    assert capsys.readouterr().out == f"smoke {__version__}\n"


def test_only_what_was_given_reaches_the_settings() -> None:
    given = arguments.given(
        arguments.parse(["pkg", "-qq", "-v", "--python", "3.12", "--select", "a,b", "--plan"])
    )

    assert given == {"targets": ("pkg",), "verbosity": -1, "pythons": ("3.12",), "select": ("a", "b")}
    assert arguments.given(arguments.parse([])) == {}


def test_an_option_is_not_guessed_from_its_beginning() -> None:
    with pytest.raises(UsageError):
        arguments.parse(["--time", "3"])


def test_a_reader_that_goes_away_is_no_error(project: Path) -> None:
    """`smoke … | head -1`: the pipe breaks, and nothing is said about it."""
    source = str(Path(arguments.__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": source}
    command = [sys.executable, "-m", "smoke", "breaker", "broken"]
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=project, env=environment, text=True
    )
    assert running.stdout is not None
    running.stdout.close()
    _, err = running.communicate(timeout=60)

    assert "Traceback" not in err
    assert "BrokenPipe" not in err


def test_the_severities_of_the_command_line_are_those_of_the_rules() -> None:
    assert [one.value for one in Severity] == list(arguments.SEVERITIES)


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_what_only_tells_about_smoke_loads_nothing_of_a_run(option: str) -> None:
    code = "import sys\nfrom smoke.cli import main\ntry:\n    main()\nfinally:\n    print(*sys.modules)"
    command = [sys.executable, "-c", code, option]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    loaded = done.stdout.splitlines()[-1].split()

    assert "smoke.arguments" in loaded
    heavy = {"smoke.model", "smoke.session", "dataclasses", "typing", "rich", "importlib_metadata"}
    assert heavy.intersection(loaded) == set()


def test_a_run_loads_nothing_that_takes_long_and_is_not_needed(tmp_path: Path) -> None:
    (tmp_path / "fine.py").write_text("def f():\n    return len\n", encoding="utf-8")
    source = str(Path(arguments.__file__).parents[1])
    code = f"import sys\nsys.path.insert(0, {source!r})\nfrom smoke.cli import main\n"
    code += "main(['fine', '--no-cache', '--output-format', 'json'])\nprint(*sys.modules)"
    command = [sys.executable, "-I", "-S", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, cwd=tmp_path)
    loaded = done.stdout.splitlines()[-1].split()

    assert "smoke.runner.fork" in loaded
    heavy = {"dataclasses", "inspect", "typing", "tempfile", "shutil", "random", "rich", "importlib_metadata"}
    assert heavy.intersection(loaded) == set()
