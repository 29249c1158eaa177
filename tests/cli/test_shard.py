"""`--shard`: the parts of a run add up to the run."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from trees import grow

from smoke.cli import main

FILES = {
    "pkg/__init__.py": "",
    "pkg/a.py": "def f():\n    return missing_a\n",
    "pkg/b.py": "def f():\n    return 1  # smoke: ignore[undefined-name]\n",
    "pkg/broken/__init__.py": "import nowhere_to_be_found\n",
    "pkg/broken/c.py": "",
    "pkg/broken/d.py": "def f():\n    return missing_d\n",
    "pkg/e.py": "from pkg import a\n",
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return grow(tmp_path, FILES)


def smoke(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    main(["./pkg", "--output-format", "json", *arguments])
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


CIRCLES = 70  # each fails alone and imports after another module, which an equal part leaves to another shard
_ONLY_AFTER_U = "import sys\nif 'many.u' not in sys.modules:\n    raise ValueError('too early')\n"
MANY_FAIL = {
    "many/__init__.py": "",
    **{f"many/a{n}.py": f"from many import b{n}\nTHING = 1\n" for n in range(CIRCLES)},
    **{f"many/b{n}.py": f"from many.a{n} import THING\n" for n in range(CIRCLES)},
    "many/u.py": "from many import v1\nTHING = 1\n",  # of all that its traceback names only v1 is a help
    "many/v1.py": "from many import u, v2\n",
    **{f"many/v{n}.py": f"{_ONLY_AFTER_U}from many import v{n + 1}\n" for n in range(2, 6)},
    "many/v6.py": f"{_ONLY_AFTER_U}from many.u import THING\n",
}


@pytest.mark.parametrize("parts", [1, 3])
def test_the_parts_add_up_to_the_whole(project: Path, capsys: pytest.CaptureFixture[str], parts: int) -> None:
    whole = smoke(capsys, "--ignore", "unused-suppression")
    found = [smoke(capsys, "--shard", f"{number}/{parts}") for number in range(1, parts + 1)]

    modules = {each["name"]: (each["outcome"], each["detail"]) for one in found for each in one["modules"]}
    assert sum(len(one["modules"]) for one in found) == len(whole["modules"]) == 7
    assert modules == {each["name"]: (each["outcome"], each["detail"]) for each in whole["modules"]}
    told = Counter(json.dumps(each, sort_keys=True) for one in found for each in one["findings"])
    assert told == Counter(json.dumps(each, sort_keys=True) for each in whole["findings"])
    assert len(told) == 3


def test_however_many_modules_fail_their_cycles_are_found_in_every_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    grow(tmp_path, MANY_FAIL)

    def told(*arguments: str) -> list[tuple[str, str, str]]:
        main(["./many", "--output-format", "json", "--no-cache", *arguments])
        found = json.loads(capsys.readouterr().out)["findings"]
        return sorted((each["module"], each["rule"], each["message"]) for each in found)

    whole = told()
    assert sum(rule == "import-cycle" for _, rule, _ in whole) == CIRCLES + 1
    assert "many.u imports only after many.v1" in " ".join(message for _, _, message in whole)
    assert sorted(each for number in (1, 2, 3) for each in told("--shard", f"{number}/3")) == whole


def test_a_shard_without_modules_is_a_success(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    statuses = [main(["./pkg/a.py", "--shard", f"{number}/2"]) for number in (1, 2)]

    assert sorted(statuses) == [0, 1]
    assert "shard 2/2: " in capsys.readouterr().err


def test_the_plan_of_a_shard_names_its_modules(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["./pkg", "--shard", "1/3", "--plan"])
    first = capsys.readouterr().out
    main(["./pkg", "--shard", "3/3", "--plan"])
    last = capsys.readouterr().out

    assert " pkg.a " in first
    assert " pkg.a " not in last
    assert " pkg.e " in last


@pytest.mark.parametrize("text", ["0/3", "4/3", "1", "a/b", "1/0", "-1/3", "1/2/3", "1.5/2"])
def test_a_shard_that_cannot_be_is_a_usage_error(
    project: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    assert main(["./pkg", f"--shard={text}"]) == 2
    error = capsys.readouterr().err
    assert f"--shard = '{text}'" in error
    assert "K/N" in error


def test_the_cache_serves_each_shard(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found: dict[int, dict[str, Any]] = {}
    for number in (1, 2, 1, 2):
        answer = smoke(capsys, "--shard", f"{number}/2", "--cache-dir", "kept")
        before = found.setdefault(number, answer)
        assert _told(answer) == _told(before)
    assert sum(len(one["modules"]) for one in found.values()) == 7


def _told(answer: dict[str, Any]) -> object:
    return [(each["name"], each["outcome"], each["detail"]) for each in answer["modules"]], answer["findings"]
