"""Frames, chains and stacks as the text of a finding, and the frame that a finding points at.

Contract: looks like Python's own traceback, with source lines, but begins at the first
frame of the checked code; nothing of importlib or of smoke is shown. What `raise … from
None` hides is shown with a word about it: it is often the reason.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from smoke import sources
from smoke.model import Frame, Raised
from smoke.patterns import later
from smoke.rules.checked import Checked

_CAUSE = "The above exception was the direct cause of the following exception:"
_CONTEXT = "During handling of the above exception, another exception occurred:"
_HIDDEN = "The above exception was hidden by 'from None' in the following one:"
_OUR_FOLDER = str(Path(__file__).resolve().parent.parent / "probe") + os.sep
_STACK_LINE = later(r'^\s*File "(?P<path>.*)", line (?P<line>\d+) in (?P<function>.*)$')
_THREAD = later(r"^((?:Current t|T)hread) 0x[0-9a-f]+")


def chain(raised: Sequence[Raised], checked: Checked) -> str:
    """The whole chain, innermost exception first, as Python prints it."""
    parts: list[str] = []
    for index in range(len(raised) - 1, -1, -1):
        parts.append(_one(raised[index], checked))
        if index:
            link = raised[index]
            parts.append(_HIDDEN if link.suppressed else _CAUSE if link.link == "cause" else _CONTEXT)
    return "\n\n".join(parts)


def summary(raised: Raised) -> str:
    """The one line that says what was raised: "ValueError: bad"."""
    message = one_line(_without_position(raised))
    return f"{raised.type}: {message}" if message else raised.type


def one_line(text: str, limit: int = 300) -> str:
    """The text on one line, cut with an ellipsis where it is long."""
    joined = " ".join(text.split())
    return joined if len(joined) <= limit else joined[: limit - 1].rstrip() + "…"


def deepest(frames: Sequence[Frame], checked: Checked) -> Frame | None:
    """The last frame that runs code of the target; of a `__getattr__` that refuses, its caller."""
    owned = [frame for frame in frames if checked.owns(frame)]
    callers = [frame for frame in owned if frame.function.rpartition(".")[2] != "__getattr__"]
    found = callers or owned
    return found[-1] if found else None


def from_first_owned(frames: Sequence[Frame], checked: Checked) -> Sequence[Frame]:
    """The frames from the first one of the target on; all of them if none is."""
    first = next((index for index, frame in enumerate(frames) if checked.owns(frame)), 0)
    return frames[first:]


def frame_lines(frames: Iterable[Frame]) -> list[str]:
    """Two lines for each frame, as in Python's traceback; one where there is no source."""
    found: list[str] = []
    for frame in frames:
        found.append(f'  File "{frame.path}", line {frame.line}, in {frame.function}')
        text = (sources.line(frame.path, frame.line) or "").strip()
        found.extend([f"    {text}"] if text else [])
    return found


def stack(text: str) -> str:
    """faulthandler's dump with source lines, without the frames of importlib and of smoke."""
    found: list[str] = []
    for line in _relevant(text):
        found.append(line)
        match = _STACK_LINE.match(line)
        source = sources.line(match["path"], int(match["line"])) if match else None
        found.extend([f"    {source.strip()}"] if source and source.strip() else [])
    return "\n".join(found)


def stack_frames(text: str) -> list[Frame]:
    """The frames of the dump, outermost first as in a traceback; of the thread that was importing.

    That is the last thread with a frame of smoke or importlib at its root, else the first one.
    """
    threads: list[list[Frame]] = []
    for line in text.splitlines():
        match = _STACK_LINE.match(line)
        if match and threads:
            threads[-1].append(Frame(match["path"], int(match["line"]), match["function"], ""))
        elif "most recent call first" in line:
            threads.append([])
    importing = [frames for frames in threads if any(_ours(frame.path) for frame in frames)]
    frames = (importing or threads or [[]])[0]
    return [frame for frame in reversed(frames) if not _ours(frame.path)]


def _one(raised: Raised, checked: Checked) -> str:
    found: list[str] = []
    frames = from_first_owned(raised.frames, checked)
    if frames:
        found = ["Traceback (most recent call last):", *frame_lines(frames)]
    if raised.path is not None and raised.line is not None:  # SyntaxError: where it is
        found.extend(_syntax_lines(raised))
    message = _without_position(raised)
    found.append(f"{raised.type}: {message}" if message else raised.type)
    return "\n".join(found)


def _syntax_lines(raised: Raised) -> list[str]:
    found = [f'  File "{raised.path}", line {raised.line}']
    text = sources.line(raised.path, raised.line)
    if text is not None and text.strip():
        found.append(f"    {text.strip()}")
        indent = len(text) - len(text.lstrip())
        if raised.column is not None and indent < raised.column <= len(text) + 1:
            found.append(" " * (4 + raised.column - 1 - indent) + "^")
    return found


def _without_position(raised: Raised) -> str:
    """The message of a SyntaxError without "(file.py, line 3)", which is shown as the position."""
    if raised.path is None or raised.line is None:
        return raised.message
    return raised.message.removesuffix(f" ({os.path.basename(raised.path)}, line {raised.line})")


def _relevant(text: str) -> list[str]:
    """The lines of the dump that speak of somebody else's code, without addresses, which differ each time."""
    lines = [_THREAD.sub(r"\1", line) for line in text.rstrip().splitlines()]
    kept = [line for line in lines if not line.startswith("Extension modules:")]
    return [line for line in kept if not (match := _STACK_LINE.match(line)) or not _ours(match["path"])]


def _ours(path: str) -> bool:
    if path.endswith("/importlib/__init__.py"):  # import_module, by which the probe begins
        return True
    return path.startswith(("<frozen importlib", _OUR_FOLDER)) or path == "<string>" or "_smoke_probe" in path
