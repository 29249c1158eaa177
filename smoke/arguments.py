"""What the command line accepts, and what of it was really given."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from smoke.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn, TypeVar

    _T = TypeVar("_T")

SEVERITIES = ("error", "warning", "note")  # those of `model`, which takes long to load

_DESCRIPTION = """\
Import every module of a package, each in a process state of its own, and report what breaks: imports
that fail, and functions that will raise NameError when they are called."""

_EPILOG = """\
A TARGET is a dotted module or package name (a package means everything below it), dist:NAME for an
installed distribution, or a path to a package folder, a src folder or a .py file. Without a TARGET: the
targets of the settings, else the project of the current folder.

Exit status: 0 nothing at or above --fail-on, 1 findings, 2 usage or settings error, 3 smoke itself
failed, 130 interrupted. Settings: [tool.smoke] in pyproject.toml, or smoke.toml."""


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are UsageErrors."""

    def error(self, message: str) -> NoReturn:
        """Turn argparse's message into ours."""
        raise UsageError(f"{message} (see smoke --help)")


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line; what was not given is absent from the namespace.

    *Raises* UsageError for what cannot be understood.
    """
    return parser().parse_args(arguments)


def given(namespace: argparse.Namespace) -> dict[str, Any]:
    """What was given of the settings, by the names of their fields."""
    found = {key: value for key, value in vars(namespace).items() if key not in _COMMANDS}
    if not found.get("targets"):
        found.pop("targets", None)
    if "quiet" in found or "verbose" in found:
        found["verbosity"] = found.pop("verbose", 0) - found.pop("quiet", 0)
    return {key: tuple(value) if isinstance(value, list) else value for key, value in found.items()}


_COMMANDS = frozenset({"plan", "explain", "list_rules", "durations"})  # what to do rather than how


def parser() -> Parser:
    """The parser of the `smoke` command."""
    built = Parser(
        prog="smoke",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=_of_any_width,
        argument_default=argparse.SUPPRESS,
        allow_abbrev=False,
    )
    built.add_argument("targets", nargs="*", metavar="TARGET", help="what to check (see below)")
    _what(built.add_argument_group("what to check"))
    _how(built.add_argument_group("how to import"))
    _rules(built.add_argument_group("rules"))
    _output(built.add_argument_group("output"))
    _instead(built.add_argument_group("instead of checking"))
    built.formatter_class = argparse.RawDescriptionHelpFormatter
    return built


def _of_any_width(prog: str) -> argparse.HelpFormatter:
    """What looks at arguments that are added; to ask the terminal for its width takes 4 ms."""
    return argparse.HelpFormatter(prog, width=80)


def _what(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--python", dest="pythons", action="append", metavar="PY",
        help="interpreter to check with: a path, a virtual environment folder, or a version such as 3.12 "
        "found on PATH; repeatable (default: the one that runs smoke)",
    )  # fmt: skip
    group.add_argument(
        "--include", action="append", metavar="GLOB", help="only these dotted names; repeatable"
    )
    group.add_argument(
        "--exclude", action="append", metavar="GLOB", help="not these dotted names; repeatable"
    )
    group.add_argument(
        "--shard", metavar="K/N", help="only the K-th of N parts of the modules, for N jobs that share them"
    )


def _how(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "-j", "--jobs", type=_count, metavar="N", help="processes at a time (default: usable CPUs)"
    )
    group.add_argument(
        "--timeout", type=_seconds, metavar="S", help="seconds for the import of one module (default: 60)"
    )
    group.add_argument(
        "--memory-limit", type=_count, metavar="MB",
        help="address space of one module's import (default: none)",
    )  # fmt: skip
    group.add_argument(
        "--isolation", choices=("auto", "fork", "fresh"),
        help="fresh: a new interpreter for every module; fork: fork from the state after the parent package; "
        "auto: fork where the platform can (default)",
    )  # fmt: skip
    group.add_argument(
        "--only-declared", action="store_true",
        help="hide every installed distribution that the target does not require, directly or not",
    )  # fmt: skip
    group.add_argument(
        "--extra", dest="extras", action="append", metavar="NAME",
        help="with --only-declared: an extra of the target whose requirements count; repeatable",
    )  # fmt: skip
    group.add_argument("--setup", metavar="CODE", help="Python code that each process runs before the import")
    group.add_argument(
        "--env", action="append", type=_assignment, metavar="NAME=VALUE",
        help="set in the environment of each process; repeatable",
    )  # fmt: skip
    group.add_argument(
        "-x", "--fail-fast", dest="maxfail", action="store_const", const=1,
        help="stop after the first module with an error",
    )  # fmt: skip
    group.add_argument(
        "--cache-dir", metavar="DIR",
        help="where results are kept while nothing that they depend on changes (default: .smoke_cache)",
    )  # fmt: skip
    group.add_argument("--no-cache", action="store_true", help="neither reuse nor keep results")
    group.add_argument("--maxfail", type=_count, metavar="N", help="stop after N modules with an error")


def _rules(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--select", action="extend", type=_names, metavar="RULE,…", help="only these rules; repeatable"
    )
    group.add_argument(
        "--ignore", action="extend", type=_names, metavar="RULE,…", help="not these rules; repeatable"
    )
    group.add_argument(
        "--match", metavar="TEXT",
        help="only findings that would raise the exception in TEXT (its message, a log line, a JSON record, "
        "a traceback), with the calls that lead there; exit with 1 if there are any",
    )  # fmt: skip
    group.add_argument(
        "--fail-on", choices=SEVERITIES,
        help="exit with 1 for findings of this severity or worse (default: error)",
    )  # fmt: skip


def _output(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--output-format", choices=("full", "concise", "json"), help="(default: full)")
    group.add_argument(
        "--output-file", metavar="FILE", help="write the report there instead of standard output"
    )
    group.add_argument("--color", choices=("auto", "always", "never"), help="(default: auto)")
    group.add_argument("--no-progress", dest="progress", action="store_false", help="no progress bar")
    group.add_argument("--durations", type=_count, metavar="N", help="also show the N slowest imports")
    group.add_argument(
        "-q", "--quiet", action="count", help="only findings; nothing at all when there are none"
    )
    group.add_argument(
        "-v", "--verbose", action="count",
        help="also details of notes, what imports printed, what was skipped or suppressed, and why",
    )  # fmt: skip


def _instead(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--plan", action="store_true", help="print the modules and how each would be imported; import nothing"
    )
    group.add_argument("--explain", metavar="RULE", help="say what a rule reports, and why")
    group.add_argument("--list-rules", action="store_true", help="list the rules")
    group.add_argument("--version", action="version", version=_version())


def _version() -> str:
    from smoke import __version__

    return f"smoke {__version__}"


def _number(text: str, kind: Callable[[str], _T], wanted: str) -> _T:
    try:
        return kind(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r}: {wanted}") from None


def _count(text: str) -> int:
    number = _number(text, int, "a whole number is needed")
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r}: it must be 1 or more")
    return number


def _seconds(text: str) -> float:
    number = _number(text, float, "a number of seconds is needed")
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r}: it must be more than 0")
    return number


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals) or "\0" in text:
        raise argparse.ArgumentTypeError(f"{text!r}: NAME=VALUE is needed")
    return name, value


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
