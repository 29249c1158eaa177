"""What is reused from one run to the next: everything that would be the same, and nothing else."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from pathlib import Path

import interpreters
import pytest
from cached import Project, Ran
from trees import grow

SHOP = {
    "shop/__init__.py": "",
    "shop/base.py": "RATE = 1\n",
    "shop/cart.py": "from shop.base import RATE\n\ndef total():\n    return RATE * price\n",
    "shop/late.py": "def wait():\n    time.sleep(1)\n",
    "shop/extra/__init__.py": "",
    "shop/extra/gift.py": "import colorsys\n",
}
MODULES = {"shop", "shop.base", "shop.cart", "shop.late", "shop.extra", "shop.extra.gift"}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project(tmp_path.resolve() / "project")
    project.write(SHOP)
    return project


def test_nothing_runs_when_nothing_has_changed(project: Project) -> None:
    first = project.run()
    second = project.run()

    assert set(first.modules) == MODULES
    assert (first.reused, second.reused) == (0, 6)
    assert second.modules == Counter()
    assert second.said == first.said
    assert {one["message"] for one in second.report["findings"]} == {
        "name 'price' is not defined",
        "name 'time' is not defined",
    }


def test_a_changed_leaf_runs_alone(project: Project) -> None:
    project.run()
    project.write({"shop/late.py": "import time\n\ndef wait():\n    time.sleep(1)\n"})
    ran = project.run()

    assert set(ran.modules) == {"shop", "shop.late"}  # its package is a part of its import
    assert (ran.modules["shop.late"], ran.reused) == (1, 5)
    assert [one["name"] for one in ran.report["findings"]] == ["price"]


def test_what_imports_a_changed_module_runs_with_it(project: Project) -> None:
    project.run()
    project.write({"shop/base.py": "RATE = 2\n"})
    ran = project.run()

    assert set(ran.modules) == {"shop", "shop.base", "shop.cart"}
    assert ran.said == project.run("--no-cache").said


def test_a_file_that_was_only_touched_is_no_change(project: Project) -> None:
    first = project.run()
    later = time.time() + 5
    os.utime(project.folder / "shop/base.py", (later, later))
    second = project.run()

    assert second.modules == Counter()
    assert second.said == first.said


def test_a_change_of_the_same_length_at_the_same_time_of_another_file_is_seen(project: Project) -> None:
    project.run()
    file = project.folder / "shop/late.py"
    file.write_text(file.read_text().replace("time.sleep", "dime.sleep"))

    assert {one["name"] for one in project.run().report["findings"]} == {"price", "dime"}


def test_a_change_that_sets_the_time_back_is_seen(project: Project) -> None:
    project.run()
    file = project.folder / "shop/late.py"
    before = file.stat()
    file.write_text(file.read_text().replace("time.sleep", "dime.sleep"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert {one["name"] for one in project.run().report["findings"]} == {"price", "dime"}


def test_a_module_outside_the_target_counts(project: Project) -> None:
    site = project.folder.parent / "site"
    grow(site, {"outside/__init__.py": "from outside.part import value\n", "outside/part.py": "value = 1\n"})
    project.write({"shop/late.py": "from outside import value\n"})
    env = {"PYTHONPATH": str(site)}
    assert project.run(env=env).outcome("shop.late") == "imported"
    grow(site, {"outside/part.py": "other = 1\n"})
    ran = project.run(env=env)

    assert set(ran.modules) == {"shop", "shop.late"}
    assert ran.outcome("shop.late") == "raised"


def test_a_module_that_failed_and_was_caught_counts(project: Project) -> None:
    project.write({"shop/broken.py": "raise ValueError\n", "shop/late.py": _tries("shop.broken")})
    first = project.run()
    project.write({"shop/broken.py": "pass\n"})
    second = project.run()

    assert first.report["findings"] != second.report["findings"]
    assert set(second.modules) == {"shop", "shop.broken", "shop.late"}
    assert second.said == project.run("--no-cache").said


def test_a_file_of_data_counts(project: Project) -> None:
    data = 'import pathlib\nassert pathlib.Path(__file__).with_name("rates.txt").read_text() == "1"\n'
    grow(project.folder, {"shop/rates.txt": "1"})
    project.write({"shop/late.py": data})
    assert project.run().outcome("shop.late") == "imported"
    grow(project.folder, {"shop/rates.txt": "2"})

    assert project.run().outcome("shop.late") == "raised"


def test_a_file_of_data_that_was_missing_counts(project: Project) -> None:
    data = 'import pathlib\ntry:\n    open(pathlib.Path(__file__).with_name("local.txt"))\n'
    data += "except FileNotFoundError:\n    pass\nelse:\n    raise ValueError\n"
    project.write({"shop/late.py": data})
    assert project.run().outcome("shop.late") == "imported"
    grow(project.folder, {"shop/local.txt": ""})

    assert project.run().outcome("shop.late") == "raised"


def test_a_folder_that_a_module_lists_counts(project: Project) -> None:
    data = "import pathlib\nassert not list(pathlib.Path(__file__).parent.glob('*.sql'))\n"
    project.write({"shop/late.py": data})
    assert project.run().outcome("shop.late") == "imported"
    grow(project.folder, {"shop/first.sql": ""})

    assert project.run().outcome("shop.late") == "raised"


def test_a_new_file_that_an_import_would_find_counts(project: Project) -> None:
    project.write({"shop/late.py": _tries("shop.plugin")})
    first = project.run()
    project.write({"shop/plugin.py": ""})
    second = project.run()

    assert "present" in {one["name"] for one in first.report["findings"]}
    assert "present" not in {one["name"] for one in second.report["findings"]}
    assert second.said == project.run("--no-cache").said


def test_a_new_file_that_hides_another_counts(project: Project) -> None:
    project.run()
    grow(project.folder, {"colorsys.py": "raise ImportError('not that one')\n"})
    ran = project.run()

    assert ran.outcome("shop.extra.gift") == "raised"
    assert ran.said == project.run("--no-cache").said


def test_a_deleted_file_counts(project: Project) -> None:
    project.run()
    (project.folder / "shop/base.py").unlink()
    ran = project.run()

    assert ran.outcome("shop.cart") == "raised"
    assert ran.said == project.run("--no-cache").said


def test_a_report_beside_the_package_is_no_change(project: Project) -> None:
    project.run()
    grow(project.folder, {"report.json": "{}", "shop/notes.txt": ""})

    assert project.run().modules == Counter()


def test_a_failure_is_reused_until_its_cause_changes(project: Project) -> None:
    project.write({"shop/base.py": "import nowhere_at_all\nRATE = 1\n"})
    first = project.run()
    second = project.run()
    grow(project.folder, {"nowhere_at_all.py": ""})
    third = project.run()

    assert second.modules == Counter()
    assert second.said == first.said
    assert [one.outcome("shop.cart") for one in (first, second, third)] == ["raised", "raised", "imported"]


def test_what_is_below_a_package_that_fails_is_reused_with_it(project: Project) -> None:
    project.write({"shop/extra/__init__.py": "raise ValueError('closed')\n"})
    first = project.run()
    second = project.run()
    project.write({"shop/extra/__init__.py": ""})
    third = project.run()

    assert second.modules == Counter()
    assert second.said == first.said
    outcomes = [one.outcome("shop.extra.gift") for one in (first, second, third)]
    assert outcomes == ["blocked", "blocked", "imported"]


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("os._exit(3)\n", "exited"),
        ("os.kill(os.getpid(), 11)\n", "crashed"),
        ("while True:\n    pass\n", "timed-out"),
        ("raise MemoryError\n", "raised"),
        ("raise ConnectionError('no network')\n", "raised"),
    ],
)
def test_what_may_end_otherwise_the_next_time_runs_again(project: Project, code: str, outcome: str) -> None:
    project.write({"shop/late.py": code})
    runs = [project.run("--timeout", "2") for _ in range(2)]

    assert [one.outcome("shop.late") for one in runs] == [outcome, outcome]
    assert set(runs[1].modules) == {"shop", "shop.late"}
    assert runs[1].reused == 5


def test_a_module_that_says_it_does_not_apply_is_reused(project: Project) -> None:
    project.write({"shop/late.py": "import unittest\nraise unittest.SkipTest('not here')\n"})
    first, second = project.run(), project.run()

    assert (first.outcome("shop.late"), second.modules) == ("skipped", Counter())
    assert second.said == first.said


@pytest.mark.parametrize(
    "changed",
    [("--timeout", "20"), ("--setup", "import os"), ("--env", "MODE=1"), ("--isolation", "fresh"), ("-v",)],
)
def test_another_option_is_another_run(project: Project, changed: tuple[str, ...]) -> None:
    project.run()

    assert set(project.run(*changed).modules) == MODULES
    assert project.run(*changed).modules == Counter()
    assert project.run().modules == Counter()


def test_jobs_and_reports_are_no_other_run(project: Project) -> None:
    project.run("-j", "1")

    assert project.run("-j", "2", "--fail-on", "note", "--ignore", "undefined-name").modules == Counter()


def test_the_environment_counts_and_the_terminal_does_not(project: Project) -> None:
    project.run()

    assert project.run(env={"TERM": "elsewhere", "SHLVL": "7", "GITHUB_RUN_ID": "1"}).modules == Counter()
    assert set(project.run(env={"SHOP_MODE": "test"}).modules) == MODULES


def test_a_new_distribution_is_a_change(project: Project) -> None:
    site = project.folder.parent / "site"
    site.mkdir()
    env = {"PYTHONPATH": str(site)}
    project.run(env=env)
    assert project.run(env=env).modules == Counter()
    (site / "news-1.0.dist-info").mkdir()

    assert set(project.run(env=env).modules) == MODULES


def test_a_part_of_the_target_uses_what_the_whole_has_left(project: Project) -> None:
    project.run()

    assert project.run(target="shop/extra").modules == Counter()
    assert project.run().modules == Counter()


def test_without_a_cache_nothing_is_read_or_written(project: Project) -> None:
    first = project.run("--no-cache")
    assert not project.cache.exists()
    project.run()
    again = project.run("--no-cache")

    assert set(again.modules) == MODULES
    assert again.said == first.said


def test_the_cache_lies_where_it_is_told_to(project: Project) -> None:
    place = project.folder.parent / "elsewhere" / "deep"
    project.run("--cache-dir", str(place))

    assert not project.cache.exists()
    assert (place / ".gitignore").read_text() == "*\n"
    assert (place / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55\n")
    assert project.run("--cache-dir", str(place)).modules == Counter()


def test_the_settings_file_says_where_the_cache_is(project: Project) -> None:
    grow(project.folder, {"smoke.toml": 'cache-dir = "build/results"\n'})
    project.run()

    assert (project.folder / "build/results/CACHEDIR.TAG").exists()
    grow(project.folder, {"smoke.toml": "no-cache = true\n"})
    assert set(project.run().modules) == MODULES


def test_nothing_but_the_cache_is_written_into_the_project(project: Project) -> None:
    before = sorted(project.folder.rglob("*"))
    project.run()
    project.run()
    after = sorted(project.folder.rglob("*"))

    assert [path for path in after if project.cache not in (path, path.parent)] == before


def _tries(module: str) -> str:
    trying = f"try:\n    import {module}\n    present = 1\nexcept Exception:\n    pass\n"
    return f"{trying}\ndef use():\n    return present\n"


@pytest.mark.parametrize("version", [each for each in interpreters.VERSIONS if each != interpreters.OWN])
def test_each_interpreter_has_results_of_its_own(project: Project, version: str) -> None:
    if (why := interpreters.missing(version)) is not None:
        pytest.skip(why)
    own, other = sys.executable, interpreters.bare(version, project.folder.parent)
    both = ("--python", own, "--python", other)
    project.run("--python", own)
    first, second = project.run(*both), project.run(*both)

    assert set(first.modules) == MODULES
    assert (first.reused, second.reused) == (6, 12)
    assert second.modules == Counter()
    assert second.said == first.said


def test_what_another_file_sets_or_puts_into_builtins_is_known_until_that_file_changes(
    project: Project,
) -> None:
    uses = "import shop.base\n\ndef use():\n    return shop.base.debug, injected\n"
    sets = "import builtins\nimport shop.base as base\n\ndef start():\n"
    there = f"{sets}    base.debug = builtins.injected = True\n"
    project.write({"shop/uses.py": uses, "shop/start.py": there})
    first, second = project.run(), project.run()
    project.write({"shop/start.py": f"{sets}    return base, builtins\n"})
    gone = project.run()
    without = project.run("--no-cache")
    project.write({"shop/start.py": there})
    back, last = project.run(), project.run()

    assert _about(first, "shop.uses") == [("unset-global", "injected")]
    assert _about(gone, "shop.uses") == [
        ("missing-attribute", "shop.base.debug"),
        ("undefined-name", "injected"),
    ]
    assert second.said == back.said == last.said == first.said
    assert gone.said == without.said
    assert set(gone.modules) == {"shop", "shop.base", "shop.start"}
    assert (second.modules, last.modules) == (Counter(), Counter())


def _about(ran: Ran, module: str) -> list[tuple[str, str]]:
    found = [one for one in ran.report["findings"] if one["module"] == module]
    return sorted((one["rule"], one["name"]) for one in found)
