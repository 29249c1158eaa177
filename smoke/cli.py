"""The `smoke` command: a thin front of `smoke.session`.

Contract: findings go to standard output (or `--output-file`), progress, notes and errors to
standard error. Exit status: 0 nothing at or above `--fail-on`, 1 findings, 2 usage or
settings error, 3 smoke itself failed, 130 interrupted.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType

from smoke import arguments
from smoke.errors import SmokeError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:  # what is needed only by runs is loaded by them: --help and --version are quick
    from typing import TextIO

    from smoke.model import Report, Settings
    from smoke.rules import registry

_INTERRUPTED = 130
_ENDINGS = (signal.SIGTERM, signal.SIGHUP)


def main(argv: Sequence[str] | None = None) -> int:
    """The exit status of one call of the command."""
    _prepare_streams()
    gc.set_threshold(200_000, 20, 100)  # results are many small objects, and hardly any of them is garbage
    try:
        with _interruptible():
            return _run(arguments.parse(argv))
    except SmokeError as error:
        return _complain(str(error), error.exit_status)
    except KeyboardInterrupt:
        return _complain("interrupted", _INTERRUPTED)
    except BrokenPipeError:  # `smoke … | head`: nobody reads any more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    finally:
        if argv is None:
            gc.freeze()  # the program ends: to look through everything for garbage would take 20 ms


def _run(namespace: argparse.Namespace) -> int:
    from smoke import config
    from smoke.rules import registry

    if getattr(namespace, "list_rules", False):
        sys.stdout.writelines(f"{line}\n" for line in _rule_lines())
        return 0
    if hasattr(namespace, "explain"):
        sys.stdout.write(_explanation(registry.named(namespace.explain)))
        return 0
    settings = config.load(Path.cwd(), arguments.given(namespace), registry.names())
    try:
        return _work(namespace, settings)
    except (SmokeError, KeyboardInterrupt, BrokenPipeError):
        raise
    except Exception:
        import traceback

        traceback.print_exc()
        return _complain("this is a defect of smoke, please report it with the traceback above", 3)


def _work(namespace: argparse.Namespace, settings: Settings) -> int:
    with _begun(settings):
        return _checked(namespace, settings)


@contextlib.contextmanager
def _begun(settings: Settings) -> Iterator[None]:
    """Of a first run the processes that it begins with start while the rest of smoke is loaded.

    Where there is a cache it may know what they would say.
    """
    from smoke import config

    if not settings.no_cache and config.cache_folder(settings, Path.cwd()).is_dir():
        yield
        return
    from smoke import interpreter

    tops = [text.partition(".")[0] for text in settings.targets]
    likely = [name for name in tops if name.isidentifier()]
    with interpreter.begun(settings.pythons, settings.env, likely) as executable:
        from smoke.runner import launch

        with launch.begun(executable if settings.isolation != "fresh" else None, settings.env):
            yield


def _checked(namespace: argparse.Namespace, settings: Settings) -> int:
    from smoke import progress, session

    if getattr(namespace, "plan", False):
        _show_plan(settings)
        return 0
    _refuse_unwritable(settings)
    with progress.shown(settings, sys.stderr) as observer:
        report = session.check(settings, cwd=Path.cwd(), progress=observer)
    _write(report, settings)
    _show_durations(report, getattr(namespace, "durations", 0))
    return exit_status(report, settings)


def exit_status(report: Report, settings: Settings) -> int:
    """130 if the user ended the run, 3 if smoke failed on a module, 1 for a serious finding, else 0."""
    from smoke.model import Outcome

    if report.interrupted:
        return _INTERRUPTED
    if any(result.outcome is Outcome.PROBE_FAILED for run in report.runs for result in run.results):
        return 3
    if settings.match is not None:
        return int(bool(report.findings))
    return int(any(finding.severity.rank <= settings.fail_on.rank for finding in report.findings))


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """Whoever asks the program to end gets what Ctrl-C gets: the children ended, the report so far."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    taken = []
    with contextlib.suppress(ValueError):  # only the main thread may
        for number in _ENDINGS:
            if signal.getsignal(number) is signal.SIG_DFL:  # nohup ignores one
                signal.signal(number, interrupt)
                taken.append(number)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)


def _show_plan(settings: Settings) -> None:
    from smoke import plan, session
    from smoke.reporters.printable import safe

    for prepared in session.prepare(settings, cwd=Path.cwd()):
        for note in prepared.selection.notes:
            sys.stderr.write(f"smoke: note: {safe(note)}\n")
        sys.stdout.writelines(f"{safe(line)}\n" for line in plan.describe(prepared.plan))


def _write(report: Report, settings: Settings) -> None:
    from smoke import reporters

    with _output(settings) as stream:
        reporters.write(report, settings, stream)


@contextlib.contextmanager
def _output(settings: Settings) -> Iterator[TextIO]:
    """Standard output, or the file of the settings."""
    if settings.output_file is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    with open(settings.output_file, "w", encoding="utf-8", errors="backslashreplace") as stream:
        yield stream


def _refuse_unwritable(settings: Settings) -> None:
    """Before the run: nobody wants to learn after minutes that the report cannot be kept."""
    if settings.output_file is None:
        return
    try:
        with open(settings.output_file, "a", encoding="utf-8"):
            pass
    except OSError as error:
        raise UsageError(
            f"--output-file {settings.output_file}: {error.strerror}; give a file that can be written"
        ) from None


def _show_durations(report: Report, number: int) -> None:
    """The slowest imports, on standard error: they differ from run to run."""
    found = [
        (result.seconds, result.module.name, run.interpreter.id)
        for run in report.runs
        for result in run.results
    ]
    slowest = sorted((one for one in found if one[0] > 0), key=lambda one: (-one[0], *one[1:]))[:number]
    for seconds, name, interpreter in slowest:
        where = f"  ({interpreter})" if len(report.runs) > 1 else ""
        sys.stderr.write(f"{seconds:9.3f} s  {name}{where}\n")


def _rule_lines() -> Iterator[str]:
    from smoke.rules import registry

    width = max(map(len, registry.names()))
    for rule in registry.RULES:
        severity = rule.severity.value if rule.severity is not None else "off"
        yield f"{rule.name:<{width}}  {severity:<7}  {rule.summary}"


def _explanation(rule: registry.Rule) -> str:
    severity = rule.severity.value if rule.severity is not None else "off by default"
    return f"{rule.name} ({severity}): {rule.summary}\n\n{rule.explanation}\n"


def _complain(message: str, status: int) -> int:
    sys.stderr.write(f"smoke: {message}\n" if status == 130 else f"smoke: error: {message}\n")
    return status


def _prepare_streams() -> None:
    """Let no character that the terminal's encoding lacks end the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
