"""`pytest --import-smoke`: one item for each module, with the verdicts and the words of the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from plugin_runs import environment, run
from trees import grow

FILES = {
    "pkg/__init__.py": "",
    "pkg/__main__.py": "raise SystemExit('never executed')\n",
    "pkg/a.py": "def f():\n    return missing_a\n",
    "pkg/bad-name.py": "",
    "pkg/broken/__init__.py": "x = 1\nimport nowhere_to_be_found\n",
    "pkg/broken/c.py": "def h():\n    return missing_c\n",
    "pkg/fine.py": "def f():\n    return 1\n",
    "pkg/leaves.py": "import sys\nprint('on my way')\nsys.exit(0)\n",
    "pkg/maybe.py": "try:\n    import nowhere as n\nexcept ImportError:\n    pass\ndef g():\n    return n\n",
    "pkg/spare.py": "x = 1  # smoke: ignore[undefined-name]\n",
    "pkg/windows.py": "import winreg\n",
    "tests/test_ordinary.py": "def test_one():\n    pass\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return grow(tmp_path / "project", FILES)


def on_the_command_line(folder: Path, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "smoke", "./pkg", "--output-format", "json", "--no-cache", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, timeout=120)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_the_items_have_the_outcomes_findings_and_words_of_the_command_line(project: Path) -> None:
    said = on_the_command_line(project)
    full = [sys.executable, "-m", "smoke", "./pkg", "--no-cache", "--color", "never"]
    words = subprocess.run(full, cwd=project, env=environment(), capture_output=True, text=True, timeout=120)

    found = run(project, "--import-smoke", "./pkg", "-rA")

    assert found.status == 1
    assert found.cases["tests.test_ordinary.test_one"].outcome == "passed"
    assert len(found.modules) == len(said["modules"]) == 11
    for module in said["modules"]:
        assert found.module(module["name"]).named("outcome") == [module["outcome"]]
        expected = [
            (each["rule"], each["path"], str(each["line"]))
            for each in said["findings"]
            if each["module"] == module["name"]
        ]
        assert found.module(module["name"]).findings == sorted(expected)
    assert {name: outcome for name, outcome in found.modules.items() if outcome != "passed"} == {
        "pkg.__main__": "skipped",
        "pkg.a": "failed",
        "pkg.bad-name": "skipped",
        "pkg.broken": "failed",
        "pkg.broken.c": "failed",
        "pkg.leaves": "failed",
        "pkg.windows": "skipped",
    }
    for block in words.stdout.split("\n\n"):
        if block.startswith("error["):
            assert block in found.out
    assert "unused-suppression" in found.out.partition("PASSES")[2], "told, although it fails nothing"
    assert "warning[unbound-name]" in found.out.partition("PASSES")[2]
    assert found.module("pkg.windows").message == "'winreg' exists only on Windows"
    assert "FAILED import-smoke::pkg.a - undefined-name: name 'missing_a' is not defined" in found.out
    assert "pytest_plugin" not in found.out, "no frame of smoke's own"


def test_modules_are_selected_like_tests(project: Path) -> None:
    option = ["--import-smoke", "./pkg"]

    one = run(project, *option, "import-smoke::pkg.a")
    assert (one.status, one.modules, len(one.cases)) == (1, {"pkg.a": "failed"}, 1)
    all_modules = run(project, *option, "import-smoke", "--collect-only", "-q")
    assert "import-smoke::pkg.broken.c" in all_modules.out.splitlines()
    assert "test_ordinary" not in all_modules.out
    some = run(project, *option, "-k", "fine or maybe", "--deselect", "import-smoke::pkg.maybe")
    assert (some.status, some.modules) == (0, {"pkg.fine": "passed"})
    marked = run(project, *option, "-m", "not import_smoke", "--strict-markers")
    assert (marked.status, list(marked.cases)) == (0, ["tests.test_ordinary.test_one"])
    below = run(project, *option, "import-smoke::pkg.broken.c")
    assert below.module("pkg.broken.c").named("outcome") == ["blocked"], "its package has run, unasked"


def test_what_failed_is_run_again_first(project: Path) -> None:
    run(project, "--import-smoke", "./pkg", "-k", "pkg.a or pkg.fine or one", cached=True)
    last = run(project, "--import-smoke", "./pkg", "--lf", cached=True)
    assert (last.modules, len(last.cases)) == ({"pkg.a": "failed"}, 1)

    (project / "pkg" / "a.py").write_text("def f():\n    return 1\n")
    again = run(project, "--import-smoke", "./pkg", "--lf", "--tb=line", "-v", cached=True)
    assert (again.status, again.modules) == (0, {"pkg.a": "passed"})


def test_a_failure_takes_as_many_lines_as_the_user_wants(project: Path) -> None:
    grow(project, {"pkg/a.py": "".join(f"def f{n}():\n    return missing_a\n" for n in range(20))})
    option = ["--import-smoke", "./pkg", "import-smoke::pkg.a"]
    crash = f"{project / 'pkg' / 'a.py'}:2: undefined-name: name 'missing_a' is not defined (and 19 more)"

    line = run(project, *option, "--tb=line")
    assert crash in line.out.splitlines()
    assert "-->" not in line.out
    none = run(project, *option, "--tb=no")
    assert crash not in none.out
    assert "FAILED import-smoke::pkg.a - undefined-name" in none.out
    usual = run(project, *option)
    assert "(smoke -v shows them)" in usual.out, "pytest has a -v of its own"


def test_the_first_failure_ends_the_run(project: Path) -> None:
    found = run(project, "--import-smoke", "./pkg", "-x", "-q")

    assert found.status == 1
    assert list(found.modules.values()).count("failed") == 1
    assert "stopping after 1 failures" in found.out


def test_the_settings_of_the_project_apply(project: Path) -> None:
    grow(project, {
        "pyproject.toml": "[tool.pytest.ini_options]\nimport_smoke = ['./pkg']\n"
        "[tool.smoke]\nfail-on = 'warning'\nexclude = ['pkg.a', 'pkg.broken', 'pkg.leaves']\n"
    })  # fmt: skip
    (project / "elsewhere").mkdir()

    found = run(project, "-c", "pyproject.toml", "elsewhere", "--durations=1")

    failed = [name for name, outcome in found.modules.items() if outcome == "failed"]
    assert failed == ["pkg.maybe", "pkg.spare"]
    assert not {"pkg.a", "pkg.broken.c", "pkg.leaves"} & set(found.modules)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--import-smoke", "nowhere_to_be_found"], "nowhere_to_be_found"),
        (["--import-smoke", "./pkg", "--import-smoke-shard", "3/2"], "it must be K/N"),
        (["--import-smoke-shard", "1/2"], "needs a target"),
        (["--import-smoke", "./pkg", "import-smoke::pkg.nothing"], "not found: import-smoke::pkg.nothing"),
        (["--import-smoke", "nowhere_to_be_found", "-n", "2"], "nowhere_to_be_found"),
    ],
)
def test_what_cannot_be_used_is_a_usage_error(project: Path, arguments: list[str], message: str) -> None:
    found = run(project, *arguments)
    assert (found.status, found.cases) == (4, {})
    assert message in found.out
    assert "Traceback" not in found.out


def test_setup_code_that_fails_ends_the_run(project: Path) -> None:
    grow(project, {"smoke.toml": "setup = '1 / 0'\n"})
    found = run(project, "--import-smoke", "./pkg")
    assert found.status == 4
    assert "ZeroDivisionError" in found.out


def test_shards_share_the_modules_and_not_the_tests(project: Path) -> None:
    found = [run(project, "--import-smoke", "./pkg", "--import-smoke-shard", f"{n}/2") for n in (1, 2)]
    assert sum(len(one.modules) for one in found) == 11
    assert not set(found[0].modules) & set(found[1].modules)
    assert all("tests.test_ordinary.test_one" in one.cases for one in found)


def test_without_a_target_no_room_of_smoke_is_loaded(tmp_path: Path) -> None:
    grow(tmp_path / "suite", {
        "test_it.py": "import sys\ndef test_rooms():\n"
        "    rooms = sorted(name for name in sys.modules if name.partition('.')[0] == 'smoke')\n"
        "    assert rooms == ['smoke', 'smoke.pytest_plugin']\n"
    })  # fmt: skip
    assert run(tmp_path / "suite").status == 0


def test_pytest_does_not_rewrite_the_rooms_of_smoke(project: Path) -> None:
    grow(project, {
        "tests/test_z.py": "import sys\ndef test_rooms():\n"
        "    loaded = {name: type(module.__spec__.loader).__name__ for name, module in sys.modules.items()\n"
        "              if name.startswith('smoke.')}\n"
        "    assert {'smoke.session', 'smoke.pytest_plugin.items'} <= set(loaded)\n"
        "    rewritten = sorted(name for name, loader in loaded.items() if loader != 'SourceFileLoader')\n"
        "    assert rewritten == ['smoke.pytest_plugin', 'smoke.pytest_plugin.plain_imports']\n"
    })  # fmt: skip
    found = run(project, "--import-smoke", "./pkg", "tests")
    assert found.cases["tests.test_z.test_rooms"].outcome == "passed", found.out


def test_the_plugin_can_be_left_out(project: Path) -> None:
    assert run(project, "-p", "no:import-smoke").status == 0
    refused = run(project, "-p", "no:import-smoke", "--import-smoke", "./pkg")
    assert refused.status == 4
    assert "unrecognized arguments" in refused.out
