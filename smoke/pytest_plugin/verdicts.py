"""What is said about each module, in the words in which pytest shows it.

Plain data that crosses from the process that has run the modules to the workers that report them, so it
holds no more than they need, and this file loads no other room of smoke.
"""

from __future__ import annotations

from collections.abc import Mapping

from smoke.dataclass import dataclass, field


@dataclass(frozen=True)
class Failure:
    """The findings of a module at or above `fail-on`."""

    text: str  # as the command line prints them
    headline: str  # the first of them in a line
    path: str | None  # where that is
    line: int


@dataclass(frozen=True)
class Verdict:
    """All that there is to say about one module."""

    outcomes: tuple[str, ...]  # one for each interpreter
    seconds: float  # that its imports took
    failure: Failure | None = None
    skipped: str | None = None  # why there is nothing to fail on, and yet the module did not import
    defect: str | None = None  # why smoke itself failed on it
    further: str = ""  # the findings on which it does not fail, and what is not obvious about its import
    properties: tuple[tuple[str, str], ...] = ()  # of the findings, for JUnit XML and other reports


@dataclass(frozen=True)
class Answers:
    """What a run came to."""

    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    error: str | None = None  # why smoke could not do it
    is_usage: bool = False  # that is: it should be asked differently
    interrupted: bool = False  # by the user
