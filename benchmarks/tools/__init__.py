"""The tools that are compared, each behind the same function: `Question` in, `Answer`s out.

Every peer is asked with the settings that favour it: all of its rules about names that do
not resolve, none of the others, the checked Python version, imports resolved with the
checked environment. What each is asked for stands at the top of its file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.answers import Answer, Question
from benchmarks.environments import EnvironmentStore
from benchmarks.tools import basedpyright, mypy, pyflakes, pylint, ruff, smoke

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
TOOLS_PYTHON = "3.11"


@dataclass(frozen=True)
class Tool:
    """One tool with one set of options."""

    name: str
    ask: Callable[[Question, Path], list[Answer]]  # the second is the `bin` folder of the peers
    key: Callable[[], str]  # changes when kept answers are no longer its own
    is_peer: bool = True


def pins() -> dict[str, str]:
    """The pinned peers: name to version."""
    lines = [line.split("#")[0].strip() for line in REQUIREMENTS.read_text().splitlines()]
    return dict(line.split("==") for line in lines if line)


def _pinned(distribution: str, options: str = "") -> Callable[[], str]:
    return lambda: f"{distribution}-{pins()[distribution]}{options}"


TOOLS: dict[str, Tool] = {
    tool.name: tool
    for tool in (
        Tool("smoke", smoke.ask, smoke.key, is_peer=False),
        Tool("ruff", ruff.ask, _pinned("ruff", " --preview")),
        Tool("pyflakes", pyflakes.ask, _pinned("pyflakes")),
        Tool("pylint", pylint.ask, _pinned("pylint")),
        Tool("pyright", basedpyright.ask, _pinned("basedpyright")),
        Tool("mypy", mypy.ask, _pinned("mypy")),
        Tool("mypy-untyped", mypy.ask_untyped, _pinned("mypy")),
    )
}


def provide_peers(store: EnvironmentStore) -> Path:
    """The `bin` folder of the environment with the pinned peers."""
    wanted = [f"{name}=={version}" for name, version in pins().items()]
    return store.provide(TOOLS_PYTHON, wanted).folder / "bin"


def chosen(names: str | None) -> list[Tool]:
    """The tools of a comma-separated list, or all.

    Raises:
        SystemExit: a name that is no tool.
    """
    if names is None:
        return list(TOOLS.values())
    unknown = [name for name in names.split(",") if name not in TOOLS]
    if unknown:
        raise SystemExit(f"unknown tool {unknown[0]!r}; there are: {', '.join(TOOLS)}")
    return [TOOLS[name] for name in names.split(",")]
