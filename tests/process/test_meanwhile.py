"""What smoke does while it waits for children changes no result, and children are not kept waiting for it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cached import Project
from trees import grow

from smoke import discovery, interpreter, plan, runner
from smoke.model import Isolation, Outcome, Result

MODULES = {
    "pkg/__init__.py": "",
    "pkg/a.py": "def f():\n    return missing",
    "pkg/b.py": "raise ValueError('no')",
    "pkg/c.py": "import time\ntime.sleep(30)",
}


def _run(folder: Path, isolation: Isolation, work: Iterator[object]) -> list[Result]:
    (python,) = interpreter.resolve([])
    selection = discovery.select([str(folder / "pkg")], python, cwd=folder)
    simple = plan.make(selection, python, isolation)
    with runner.Runner(simple, runner.RunOptions(jobs=2, timeout=1.5)) as ready:
        ready.meanwhile(work)
        results = ready.execute(simple, lambda result: True)
    return [replace(each, seconds=0.0, stack=None) for each in results]


@pytest.mark.parametrize("isolation", [Isolation.FORK, Isolation.FRESH])
@pytest.mark.parametrize("pause", [0.0, 0.05, 2.0])
def test_results_are_those_without_anything_else_to_do(
    tmp_path: Path, isolation: Isolation, pause: float
) -> None:
    """A piece that takes longer than an import may does not make the import late."""
    grow(tmp_path, MODULES)
    done: list[int] = []

    def work() -> Iterator[None]:
        for number in range(4):
            time.sleep(pause)
            done.append(number)
            yield

    results = _run(tmp_path, isolation, work())
    assert results == _run(tmp_path, isolation, iter(()))
    assert done == [0, 1, 2, 3]
    fine, raised, late = Outcome.IMPORTED, Outcome.RAISED, Outcome.TIMED_OUT
    assert [each.outcome for each in results] == [fine, fine, raised, late]


def test_what_is_known_is_judged_as_if_it_were_new(tmp_path: Path) -> None:
    project = Project(tmp_path.resolve() / "project")
    project.write(
        {
            "shop/__init__.py": "",
            "shop/a.py": "def f():\n    return missing\n",
            "shop/b.py": "import nowhere_at_all\n",
            "shop/c.py": "x = 1\n",
        }
    )
    first = project.run()
    project.write({"shop/c.py": "def g():\n    return gone\n"})
    second = project.run()
    assert (set(second.modules), second.reused) == ({"shop", "shop.c"}, 3)
    assert second.said["findings"] == project.run("--no-cache").said["findings"]
    assert len(second.said["findings"]) == len(first.said["findings"]) + 1
