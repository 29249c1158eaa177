"""What is the same for all modules of a run and decides about each of them.

Two parts. The *key* names the file: runs with other options, another environment or another current
folder keep theirs beside it. The *state* is written into the file: when the interpreter, its
distributions or smoke itself have changed, nothing in the file counts any more.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from smoke.cache import signatures
from smoke.model import Interpreter

# Variables that differ from one terminal or job to the next, and on which no import should depend.
_PASSING = frozenset(
    """
    _ SHLVL PWD OLDPWD COLUMNS LINES TERM COLORTERM NO_COLOR FORCE_COLOR CLICOLOR LS_COLORS PS1 PS2 PROMPT
    PROMPT_COMMAND WINDOWID STY VTE_VERSION HOSTNAME HISTFILE HISTSIZE HISTCONTROL EDITOR VISUAL PAGER
    INVOCATION_ID JOURNAL_STREAM LOGNAME MAIL XDG_SESSION_ID XDG_VTNR XDG_SEAT XDG_SESSION_TYPE
    XDG_SESSION_CLASS XDG_RUNTIME_DIR DBUS_SESSION_BUS_ADDRESS PYTEST_CURRENT_TEST PYTEST_VERSION
    PYTHONDONTWRITEBYTECODE PYTHONUNBUFFERED
    """.split()
)
_PASSING_PREFIXES = tuple(
    """
    SSH_ TMUX TERM_ TERMINAL_ KONSOLE_ ITERM_ VSCODE_ LESS LC_TERMINAL PYTEST_XDIST_ GITHUB_ RUNNER_ CI_
    GITLAB_ BUILDKITE_ CIRCLE_ TRAVIS_ JENKINS_ BUILD_ STARSHIP_
    """.split()
)
_KEPT = frozenset({"GITHUB_ACTIONS"})  # asked for at import by packages that behave otherwise in CI
_RESULTS = ("probe", "runner", "cache", "model", "__init__.py")  # the files of smoke that make results
_RULES_READING = ("assignments", "injected", "owners", "sieves", "stores", "syntax")
_READING = (
    *("told.py", "shares.py", "comments.py", "sources.py"),
    *(f"rules/{name}.py" for name in _RULES_READING),
)


def key(interpreter: Interpreter, roots: Sequence[str], options: Mapping[str, object]) -> str:
    """The name of the file for these circumstances."""
    texts = [
        interpreter.executable,
        os.getcwd(),
        json.dumps(options, sort_keys=True, default=str),
        *roots,
        "",
        *environment(),
    ]
    return f"results-{interpreter.version}-{signatures.digest(texts)}.json"


def state(interpreter: Interpreter) -> str:
    """The text that must be the same for a file to count."""
    return signatures.digest([interpreter.version, *of_interpreter(interpreter), of_smoke()])


def environment(added: Iterable[tuple[str, str]] = ()) -> list[str]:
    """The variables that count, "NAME=VALUE"; only a digest of them is ever written down."""
    variables = {**os.environ, **dict(added)}
    return sorted(f"{name}={value}" for name, value in variables.items() if _counts(name))


def of_interpreter(interpreter: Interpreter) -> list[str]:
    """What the executable is, and what lies on its path: distributions, startup files, names."""
    places = [signatures.content(signatures.of(path, signatures.SITE)) for path in interpreter.sys_path]
    return [*executable(interpreter.executable), *interpreter.sys_path, *places]


def executable(path: str) -> list[str]:
    """The file itself behind all links, and the settings of a virtual environment."""
    real, folder = os.path.realpath(path), os.path.dirname(path)
    settings = [os.path.join(place, "pyvenv.cfg") for place in (folder, os.path.dirname(folder))]
    try:
        status = os.stat(real)
        size, changed = status.st_size, status.st_mtime_ns
    except OSError:
        size = changed = -1
    marks = [signatures.content(signatures.of(each, signatures.FILE)) for each in settings]
    return [path, real, str(size), str(changed), *marks]


@cache
def of_smoke() -> str:
    """The content of the files that make results: a checkout changes without a new version."""
    package = Path(__file__).resolve().parent.parent
    files = [path for name in (*_RESULTS, *_READING) for path in _files(package / name)]
    return signatures.digest(f"{path.name} {_content(path)}" for path in files)


def _counts(name: str) -> bool:
    return name in _KEPT or not (name in _PASSING or name.startswith(_PASSING_PREFIXES))


def _files(path: Path) -> list[Path]:
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]


def _content(path: Path) -> str:
    try:
        return signatures.of_bytes(path.read_bytes())
    except OSError:
        return signatures.ABSENT
