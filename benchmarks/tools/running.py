"""Running a tool: one command, its output, and a clear word when there is none."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterable
from pathlib import Path

from benchmarks.answers import Question, ToolFailed


def run(command: Iterable[str], question: Question, *, good: Iterable[int] = (0, 1)) -> str:
    """What the command wrote to standard output, run in the folder of the sources.

    Raises:
        ToolFailed: no end within the question's time, or an exit status that is not `good`.
    """
    words = [str(word) for word in command]
    process = subprocess.Popen(
        words,
        cwd=question.sources,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        env={key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "MYPYPATH")},
        start_new_session=True,
    )
    name = Path(words[0]).name if "-m" not in words else words[words.index("-m") + 1]
    try:
        output, errors = process.communicate(timeout=question.timeout)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise ToolFailed(f"{name} did not end within {question.timeout:.0f} s") from None
    if process.returncode not in good:
        said = (errors.strip() or output.strip()).splitlines()
        raise ToolFailed(f"{name} ended with {process.returncode}: {' '.join(said[-3:])[-400:]}")
    return output


def read_json(text: str, tool: str) -> object:
    """The value of a tool's JSON output.

    Raises:
        ToolFailed: it is not JSON.
    """
    try:
        return json.loads(text)
    except ValueError:
        raise ToolFailed(f"{tool} wrote no JSON: {text[-200:]!r}") from None


def relative(path: str, question: Question) -> str:
    """A path as the answers have it: relative to the sources."""
    full = Path(path) if Path(path).is_absolute() else question.sources / path
    try:
        return full.resolve().relative_to(question.sources.resolve()).as_posix()
    except ValueError:
        return path
