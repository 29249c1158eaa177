"""The cache under what happens to files: damage, strangers, two runs at once, a kill, no room to write."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import threading
import time
from collections import Counter
from hashlib import blake2b
from pathlib import Path

import pytest
from cached import Project

SHOP = {f"shop/{name}.py": f"def {name}():\n    return {name}_rate\n" for name in ("a", "b", "c")}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project(tmp_path.resolve() / "project")
    project.write({"shop/__init__.py": "", **SHOP})
    return project


def _file(project: Project) -> Path:
    (found,) = project.cache.glob("results-*.json")
    return found


def _signed(content: object) -> bytes:
    """A file as smoke writes it, whatever is in it."""
    return _sealed(json.dumps(content).encode())


def _sealed(body: bytes) -> bytes:
    return b"smoke cache 1 " + blake2b(body, digest_size=10).hexdigest().encode() + b"\n" + body


def _content(project: Project) -> dict[str, object]:
    content: dict[str, object] = json.loads(_file(project).read_bytes().partition(b"\n")[2])
    return content


@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "text", "deep"])
def test_a_damaged_file_is_made_again_and_said_once(project: Project, damage: str) -> None:
    first = project.run()
    data = _file(project).read_bytes()
    place = len(data) // 2
    flipped = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
    damaged = {
        "empty": b"",
        "cut": data[:place],
        "flipped": flipped,
        "text": b"\x80\x04cposix\nsystem\n",
        "deep": _sealed(b"[" * 200_000),
    }
    _file(project).write_bytes(damaged[damage])
    second = project.run()
    third = project.run()

    assert second.said == first.said
    assert set(second.modules) == {"shop", "shop.a", "shop.b", "shop.c"}
    assert second.notes.count("is damaged") == 1
    assert (third.modules, third.notes.count("damaged")) == (Counter(), 0)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("paths", "none"),
        ("paths", [["/x", "file"]]),
        ("paths", [["/x", "sideways", "1"]]),
        ("touched", [[0, []]]),
        ("touched", [[-1, [-1]]]),
        ("touched", [[-1, [10**9]]]),
        ("results", []),
        ("results", {"shop.a": [-1, 0, []]}),
        ("results", {"shop.a": [10**9, 0, {}]}),
        ("answers", {"x": [0]}),
        ("silent", [1.5]),
        ("seconds", []),
        ("seconds", {"shop.a": "long"}),
        ("seconds", {"shop.a": -1.0}),
        ("told", []),
        ("told", {"puts into builtins": [[0]]}),
        ("told", {"puts into builtins": [[10**9], []]}),
        ("told", {"puts into builtins": [[0], [[1, ["put x 1"]]]]}),
        ("told", {"puts into builtins": [[0], [[0, [1]]]]}),
    ],
)
def test_a_file_of_another_shape_is_not_believed(project: Project, name: str, value: object) -> None:
    first = project.run()
    _file(project).write_bytes(_signed({**_content(project), name: value}))
    second = project.run()

    assert second.said == first.said
    assert second.notes.count("is damaged") == 1


def test_a_result_of_another_shape_is_not_believed(project: Project) -> None:
    first = project.run()
    content = _content(project)
    results = content["results"]
    assert isinstance(results, dict)
    results["shop.b"][2]["names"] = {"functions": "many"}
    _file(project).write_bytes(_signed(content))

    assert project.run().said == first.said


def test_a_file_of_another_version_is_replaced_without_a_word(project: Project) -> None:
    project.run()
    _file(project).write_bytes(_signed({**_content(project), "state": "of another time"}))
    second = project.run()

    assert len(second.modules) == 4
    assert "cache" not in second.notes
    assert project.run().modules == Counter()


def test_a_damaged_description_of_the_interpreter_is_made_again(project: Project) -> None:
    first = project.run()
    (project.cache / "interpreters.json").write_bytes(b"nonsense")

    assert project.run().said == first.said


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_costs_one_note(project: Project) -> None:
    project.folder.chmod(0o555)
    try:
        ran = project.run()
    finally:
        project.folder.chmod(0o755)

    assert len(ran.modules) == 4
    assert ran.notes.count("results are not kept") == 1


def test_a_place_that_is_no_folder_costs_one_note(project: Project) -> None:
    (project.folder / ".smoke_cache").write_text("a file")
    first, second = project.run(), project.run()

    assert second.said == first.said
    assert len(second.modules) == 4
    assert second.notes.count("results are not kept") == 1


def test_runs_at_the_same_time_do_not_disturb_each_other(project: Project) -> None:
    alone = project.run("--no-cache")
    found: list[bytes] = []

    def run(number: int) -> None:
        command = project.command(*(("--timeout", "50") if number % 2 else ()))
        done = subprocess.run(
            command, cwd=project.folder, env=project.environment(), capture_output=True, timeout=120
        )
        found.append(done.stdout)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [json.loads(each)["findings"] for each in found] == [alone.report["findings"]] * 4
    assert project.run().modules == Counter()


def test_a_run_that_is_killed_leaves_a_cache_that_works(project: Project) -> None:
    alone = project.run("--no-cache")
    started = time.monotonic()
    project.run()
    usual = time.monotonic() - started
    chance = random.Random(4)
    for _ in range(4):
        project.write({"shop/a.py": f"def a():\n    return a_rate + {chance.random()}\n"})
        child = subprocess.Popen(
            project.command(), cwd=project.folder, env=project.environment(), stdout=subprocess.DEVNULL
        )
        time.sleep(usual * chance.random())
        child.send_signal(signal.SIGKILL)
        child.wait()
        assert [json.loads(each.read_bytes().partition(b"\n")[2]) for each in project.cache.glob("*.json")]
    after = project.run()

    assert [one["name"] for one in after.report["findings"]] == [
        one["name"] for one in alone.report["findings"]
    ]
    assert "damaged" not in after.notes
    assert project.run().modules == Counter()


def test_what_a_killed_writer_left_goes_after_a_while(project: Project) -> None:
    project.run()
    old, new = project.cache / "results-x.json.1.tmp", project.cache / "results-x.json.2.tmp"
    old.write_text("")
    new.write_text("")
    os.utime(old, (1, 1))
    project.write({"shop/a.py": ""})
    project.run()

    assert (old.exists(), new.exists()) == (False, True)


def test_a_file_that_changes_while_the_run_goes_on_is_run_again(project: Project) -> None:
    other = 'pathlib.Path(__file__).with_name("c.py")'
    project.write({"shop/a.py": f'import pathlib\n{other}.open("a").write("# more\\n")\nimport shop.c\n'})
    project.run()
    second = project.run()

    assert {"shop.a", "shop.c"} <= set(second.modules)
    assert "shop.b" not in second.modules


def test_the_first_error_ends_a_run_that_reuses_results_too(project: Project) -> None:
    project.run()
    ran = project.run("-x")

    assert len(ran.report["findings"]) == 1
    assert ran.report["stopped"] == "1 module with an error (--maxfail)"
    assert ran.modules == Counter()


def test_an_interrupted_run_keeps_what_it_had(project: Project) -> None:
    project.write({"shop/z.py": "import time\ntime.sleep(60)\n"})
    ran = project.folder.parent / "ran"
    ran.write_text("")
    child = subprocess.Popen(
        project.command("-j", "1"), cwd=project.folder, env=project.environment(), stdout=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while "shop.z" not in ran.read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    child.send_signal(signal.SIGINT)
    status = child.wait(timeout=60)
    project.write({"shop/z.py": ""})

    assert status == 130
    assert project.run().reused >= 2


def test_runs_of_parts_at_the_same_time_add_up(project: Project) -> None:
    project.run("--no-cache")
    children = [
        subprocess.Popen(
            project.command("--shard", f"{number}/3"),
            cwd=project.folder,
            env=project.environment(),
            stdout=subprocess.DEVNULL,
        )
        for number in (1, 2, 3)
    ]
    for child in children:
        child.wait(timeout=120)
    ran = project.run()

    assert ran.modules == Counter()
    assert ran.reused == 4
