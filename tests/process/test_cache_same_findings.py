"""The law of the cache: after any edits, a run that reuses results says what a run without them says.

Small packages are generated and edited step by step: modules change, go, come back, become packages, fail,
read data, look for what is not there. After each step both runs are made and compared.
"""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from smoke import session
from smoke.model import Plan, Report, Result, Settings

BEGINNING = ("__init__.py", "a.py", "b.py", "s/__init__.py")
FILES = (*BEGINNING, "c.py", "d.py", "s/x.py", "a/__init__.py", "data.txt", "../outside.py")
TICK = 0.03  # seconds: a file changed in the same moment as a run begins is not trusted

modules = st.sampled_from(("pkg", "pkg.a", "pkg.b", "pkg.c", "pkg.d", "pkg.s", "pkg.s.x", "outside"))
values = st.sampled_from(("v", "w"))
statements = st.one_of(
    st.builds("import {}".format, modules),
    st.builds("from {} import {}".format, modules, values),
    st.builds("from {} import *".format, modules),
    st.builds("try:\n    import {0}\nexcept Exception:\n    pass".format, modules),
    st.builds("try:\n    from {0} import {1}\nexcept Exception:\n    {1} = 0".format, modules, values),
    st.builds("def f():\n    return {}".format, values),
    st.builds("{} = 1".format, values),
    st.just("raise ValueError('broken')"),
    st.just("import os\nif os.path.dirname(__file__).endswith('s'):\n    v = 3"),
    st.just("import os\nw = 'a.py' in os.listdir(os.path.dirname(__file__))\nassert w"),
    st.just("import os\nwith open(os.path.dirname(__file__) + '/data.txt') as _s:\n    exec(_s.read())"),
)
contents = st.lists(statements, max_size=3).map("\n".join)
edits = st.tuples(st.sampled_from(FILES), st.one_of(st.none(), contents))
beginnings = st.fixed_dictionaries(dict.fromkeys(BEGINNING, contents))


class Silent:
    """Nobody watches."""

    def begin(self, plan: Plan) -> None:
        pass

    def advance(self, result: Result) -> None:
        pass

    def note(self, text: str) -> None:
        pass


def _edit(package: Path, name: str, content: str | None) -> None:
    path = package / name
    if content is None:
        path.unlink(missing_ok=True)
    elif path.parent.is_dir() or not path.parent.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content + "\n")


def _check(root: Path, **options: object) -> Report:
    given_settings = Settings(targets=("./pkg",), jobs=2, **options)  # type: ignore[arg-type]
    return session.check(given_settings, cwd=root, progress=Silent())


def _told(report: Report) -> object:
    results = [
        (each.module.name, each.outcome, each.detail, each.raised, each.names)
        for run in report.runs
        for each in run.results
    ]
    return results, report.findings, report.suppressed


_OFTEN = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),  # to shrink takes many runs
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def test_after_any_edits_both_say_the_same() -> None:
    reused: list[int] = []
    _both_say_the_same(reused)

    assert sum(reused) > 20, "nothing was tested: hardly any result was reused"


def _both_say_the_same(reused: list[int]) -> None:
    @_OFTEN
    @given(beginnings, st.lists(edits, min_size=1, max_size=4))
    def check(beginning: dict[str, str], changes: list[tuple[str, str | None]]) -> None:
        with TemporaryDirectory() as folder:
            root = Path(folder).resolve()
            for name, content in beginning.items():
                _edit(root / "pkg", name, content)
            for name, content in (*changes[:1], *changes):  # at first twice the same: nothing changes
                _edit(root / "pkg", name, content)
                time.sleep(TICK)
                cached = _check(root)
                reused.append(cached.runs[0].reused)
                assert _told(cached) == _told(_check(root, no_cache=True))

    check()
