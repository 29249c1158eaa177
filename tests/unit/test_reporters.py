"""What the three formats write: order, positions, counters, and nothing that a terminal would obey."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from observations import Tree, finding, interpreter, report

from smoke import reporters
from smoke.model import (
    Finding,
    InterpreterRun,
    Isolation,
    Link,
    Module,
    Outcome,
    Report,
    Result,
    Selection,
    Settings,
    Severity,
    Suppressed,
)
from smoke.reporters import paint, printable
from smoke.reporters.counters import count, summary_lines


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    monkeypatch.chdir(tmp_path)
    return Tree(tmp_path)


def text(report: Report, **settings: Any) -> str:
    """What is written with these settings."""
    stream = io.StringIO()
    reporters.write(report, Settings(**settings), stream)
    return stream.getvalue()


def run(*outcomes: Outcome, id: str = "3.11", **fields: Any) -> InterpreterRun:
    """A run with a module for each outcome."""
    modules = [Module(f"pkg.m{number}", f"/src/pkg/m{number}.py") for number in range(len(outcomes))]
    results = tuple(Result(one, outcome, **fields) for one, outcome in zip(modules, outcomes, strict=True))
    return InterpreterRun(interpreter(id=id), Selection(tuple(modules)), results)


def breaker(tree: Tree) -> Finding:
    """The incident: `time` in a method of a module that does not import it."""
    module = tree.module(
        "pkg.breaker", "class Breaker:\n    def fail(self):\n        self.at = time.time()\n"
    )
    return finding(
        module="pkg.breaker", function="Breaker.fail", name="time", path=module.path, line=3, column=19,
        end_line=3, end_column=23, message="name 'time' is not defined",
        help="did you forget to import 'time'?",
    )  # fmt: skip


def test_full_shows_the_line_a_caret_and_the_advice(tree: Tree) -> None:
    assert text(report(run(Outcome.IMPORTED), findings=[breaker(tree)], seconds=2.125)) == (
        "error[undefined-name]: name 'time' is not defined\n"
        "  --> pkg/breaker.py:3:19 in Breaker.fail\n"
        "  |\n"
        "3 |         self.at = time.time()\n"
        "  |                   ^^^^\n"
        "  = help: did you forget to import 'time'?\n"
        "\n"
        "1 module: 1 imported, 0 failed, 0 blocked, 0 skipped; 1 error, 0 warnings, 0 notes in 2.1 s\n"
    )


def test_concise_is_one_line_for_each_finding(tree: Tree) -> None:
    lines = text(
        report(run(Outcome.IMPORTED), findings=[breaker(tree)]), output_format="concise"
    ).splitlines()

    assert lines[0] == "pkg/breaker.py:3:19: undefined-name name 'time' is not defined"
    assert lines[1].startswith("1 module: 1 imported")


@pytest.mark.parametrize(
    ("fields", "start"),
    [
        ({"path": "/elsewhere/a.py", "line": 3, "column": None}, "/elsewhere/a.py:3: "),
        ({"path": "/elsewhere/a.py", "line": None}, "/elsewhere/a.py: "),
        ({"path": None}, "pkg.a: "),
        ({"path": "<string>", "line": 1, "column": 2}, "<string>:1:2: "),
    ],
)
def test_a_position_is_as_exact_as_it_is_known(tree: Tree, fields: dict[str, Any], start: str) -> None:
    shown = report(run(Outcome.IMPORTED), findings=[finding(**fields)])

    assert text(shown, output_format="concise").startswith(start)
    assert f"  --> {start[:-2]}\n" in text(shown)


def test_json_is_as_the_contract_says(tree: Tree) -> None:
    found = replace(breaker(tree), fingerprint="abc")
    document = json.loads(
        text(report(run(Outcome.IMPORTED), findings=[found], seconds=2.1), output_format="json")
    )

    assert document["format"] == 1
    assert document["tool"] == {"name": "import-smoke", "version": "0.0"}
    assert document["interpreters"] == [
        {
            "id": "3.11",
            "executable": "/usr/bin/python3.11.7",
            "version": "3.11.7",
            "implementation": "cpython",
        }
    ]
    assert document["summary"] == {
        "modules": 1, "imported": 1, "failed": 0, "blocked": 0, "skipped": 0, "not_checkable": 0,
        "errors": 1, "warnings": 0, "notes": 0, "suppressed": 0, "reused": 0, "seconds": 2.1,
    }  # fmt: skip
    assert document["modules"] == [
        {"name": "pkg.m0", "interpreter": "3.11", "path": "/src/pkg/m0.py", "outcome": "imported",
         "isolation": "fresh", "seconds": 0.0, "detail": None}
    ]  # fmt: skip
    (one,) = document["findings"]
    assert one["path"] == found.path, "paths are as found, not relative"
    keys = ("rule", "severity", "function", "name", "line", "column", "fingerprint")
    assert {key: one[key] for key in keys} == {
        "rule": "undefined-name", "severity": "error", "function": "Breaker.fail", "name": "time",
        "line": 3, "column": 19, "fingerprint": "abc",
    }  # fmt: skip


def test_json_lists_what_is_suppressed_with_the_reason() -> None:
    hidden = Suppressed(finding(), "inline", "injected")
    document = json.loads(text(report(run(Outcome.IMPORTED), suppressed=(hidden,)), output_format="json"))

    assert document["findings"] == []
    assert document["summary"]["suppressed"] == 1
    assert (document["suppressed"][0]["by"], document["suppressed"][0]["reason"]) == ("inline", "injected")


def test_json_names_how_each_module_was_isolated() -> None:
    shared = run(Outcome.IMPORTED, isolation=Isolation.SHARED)
    document = json.loads(text(report(shared), output_format="json"))

    assert document["modules"][0]["isolation"] == "shared"


def test_every_module_is_in_exactly_one_counter() -> None:
    counters = count(report(run(*Outcome)))

    assert counters.modules == len(Outcome)
    assert counters.failed == 5
    parts = counters.imported, counters.failed, counters.blocked, counters.skipped, counters.not_checkable
    assert sum(parts) == counters.modules


def test_several_interpreters_have_a_line_each() -> None:
    shown = report(run(Outcome.IMPORTED, id="3.10"), run(Outcome.RAISED, id="3.11"), findings=[finding()])

    first, second = summary_lines(shown)
    assert first.startswith("Python 3.10: 1 module: 1 imported, 0 failed")
    assert second.startswith("Python 3.11: 1 module: 0 imported, 1 failed")
    assert "; 0 errors" in first
    assert "; 1 error," in second


def test_the_same_finding_of_several_interpreters_is_shown_once(tree: Tree) -> None:
    found = breaker(tree)
    runs = (
        run(Outcome.IMPORTED, id="3.10"),
        run(Outcome.IMPORTED, id="3.11"),
        run(Outcome.IMPORTED, id="3.12"),
    )
    both = [replace(found, interpreter="3.10"), replace(found, interpreter="3.12")]
    shown = text(report(*runs, findings=both))

    assert shown.count("error[undefined-name]") == 1
    assert "name 'time' is not defined  (3.10, 3.12)\n" in shown


def test_the_same_name_in_several_places_is_one_block(tree: Tree) -> None:
    found = breaker(tree)
    others = [replace(found, line=line, column=None, function="other") for line in range(4, 24)]
    shown = report(run(Outcome.IMPORTED), findings=[found, *others])

    assert text(shown).count("error[") == 1
    assert "  and line 4 in other\n" in text(shown)
    assert "  and 12 more places (-v shows them)\n" in text(shown)
    assert "  and line 23 in other\n" in text(shown, verbosity=1)


def test_one_reason_for_many_modules_is_said_once_with_what_it_blocks() -> None:
    modules = run(Outcome.RAISED, Outcome.RAISED)
    below = Result(Module("pkg.m0.below", None), Outcome.BLOCKED)
    modules = replace(modules, results=(*modules.results, below))
    found = [
        finding("missing-dependency", module=f"pkg.m{number}", path=f"/src/pkg/m{number}.py", line=1)
        for number in range(2)
    ]
    shown = text(report(modules, findings=found))

    assert shown.count("error[missing-dependency]") == 1
    assert "  = does not import: pkg.m0, pkg.m1\n  = blocks 1 module below\n" in shown


def test_the_detail_of_a_note_waits_for_verbose() -> None:
    found = finding("unset-global", severity=Severity.NOTE, detail="Traceback …", path=None)
    shown = report(run(Outcome.IMPORTED), findings=[found])

    assert "Traceback" not in text(shown)
    assert "      Traceback …\n" in text(shown, verbosity=1)


def test_places_of_a_note_are_one_block_whatever_calls_lead_to_them() -> None:
    found = [
        finding("unset-global", severity=Severity.NOTE, path="/src/a.py", line=line, reached=(_way(caller),))
        for line, caller in ((1, "serve"), (2, "main"))
    ]
    shown = report(run(Outcome.IMPORTED), findings=found)

    assert text(shown).count("note[") == 1
    assert "reached" not in text(shown)
    assert "  and 1 other place (-v shows them)\n" in text(shown)
    assert text(shown, verbosity=1).count("note[") == 2


def test_a_note_that_was_sought_says_how_it_is_reached() -> None:
    found = finding(
        "unset-global", severity=Severity.NOTE, path="/src/a.py", line=1, reached=(_way("serve"),)
    )
    shown = text(report(run(Outcome.IMPORTED), findings=[found]), match="name 'x' is not defined")

    assert "  = reached: serve (/src/a.py:7)\n" in shown


def _way(caller: str) -> tuple[Link, ...]:
    return Link("a", caller, "/src/a.py", 7), Link("a", "f", "/src/a.py", 1)


def test_paths_in_a_traceback_are_shortened_too(tree: Tree) -> None:
    found = finding("import-raised", detail=f'  File "{tree.folder}/pkg/a.py", line 1, in <module>')

    assert '  File "pkg/a.py", line 1' in text(report(run(Outcome.RAISED), findings=[found]))


def test_quiet_writes_nothing_when_there_is_nothing() -> None:
    assert text(report(run(Outcome.IMPORTED)), verbosity=-1) == ""
    assert text(report(run(Outcome.IMPORTED)), verbosity=-1, output_format="concise") == ""
    assert "1 error" in text(report(run(Outcome.IMPORTED), findings=[finding()]), verbosity=-1)


@pytest.mark.parametrize("format", ["full", "concise"])
def test_a_module_that_smoke_failed_to_check_is_shown_even_when_quiet(format: str) -> None:
    shown = text(report(run(Outcome.PROBE_FAILED, detail="it broke")), verbosity=-1, output_format=format)

    assert "m0" in shown
    assert "it broke" in shown


def test_verbose_says_what_was_skipped_printed_and_suppressed() -> None:
    results = run(Outcome.SKIPPED, Outcome.NOT_CHECKABLE, detail="the reason").results
    printed = Result(Module("pkg.p", None), Outcome.IMPORTED, output="hello\n")
    modules = replace(run(), results=(*results, printed))
    hidden = Suppressed(finding(), "settings", "known")
    shown = text(report(modules, suppressed=(hidden,)), verbosity=1)

    assert "skipped: pkg.m0 (the reason)\n" in shown
    assert "not-checkable: pkg.m1 (the reason)\n" in shown
    assert "output of pkg.p:\n    hello\n" in shown
    assert "suppressed: pkg.a: undefined-name name 'x' is not defined (settings: known)\n" in shown


def test_a_run_that_was_stopped_says_so() -> None:
    assert text(report(run(Outcome.SKIPPED), stopped="1 module with an error (--maxfail)")).endswith(
        "stopped early: 1 module with an error (--maxfail)\n"
    )


NASTY = "\x1b[31mred\x1b[0m \x07bell\r\n\x9bC1 \u202egnp.exe \ud800 [bold]markup[/bold] \u2028 :smile: \x00"


@pytest.mark.parametrize("color", ["never", "always"])
@pytest.mark.parametrize("format", ["full", "concise", "json"])
def test_nothing_that_the_package_wrote_reaches_the_terminal_as_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str, color: str
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "nasty.py"
    path.write_text(f"x = '{NASTY}'\n", encoding="utf-8", errors="surrogatepass")
    found = finding(
        "import-raised", module=NASTY, function=NASTY, name=NASTY, path=str(path), line=1, column=1,
        end_line=1, end_column=2, message=NASTY, help=NASTY, detail=NASTY,
    )  # fmt: skip
    result = Result(Module(NASTY, NASTY), Outcome.PROBE_FAILED, detail=NASTY, output=NASTY)
    nasty = replace(
        run(Outcome.IMPORTED), results=(result, Result(Module("m", None), Outcome.IMPORTED, output=NASTY))
    )
    shown = text(
        report(
            nasty,
            findings=[found, replace(found, path=NASTY)],
            suppressed=(Suppressed(found, "inline", NASTY),),
        ),
        output_format=format,
        color=color,
        verbosity=1,
    )
    without_styles = re.sub(r"\x1b\[[0-9;]*m", "", shown) if color == "always" else shown

    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e\ud800]", without_styles)
    assert "\x1b[31mred" not in shown
    assert "[bold]markup[/bold]" in without_styles
    assert ":smile:" in without_styles


def test_colour_adds_styles_and_nothing_else(tree: Tree) -> None:
    shown = report(run(Outcome.IMPORTED), findings=[breaker(tree)])
    plain, colored = text(shown, color="never"), text(shown, color="always")

    assert "\x1b[" not in plain
    assert "\x1b[1;31merror[undefined-name]" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "color", "environment", "expected"),
    [
        (Terminal(), "auto", {}, True),
        (Terminal(), "auto", {"NO_COLOR": "1"}, False),
        (Terminal(), "auto", {"NO_COLOR": ""}, True),
        (Terminal(), "auto", {"TERM": "dumb"}, False),
        (Terminal(), "never", {"FORCE_COLOR": "1"}, False),
        (io.StringIO(), "auto", {}, False),
        (io.StringIO(), "auto", {"FORCE_COLOR": "1"}, True),
        (io.StringIO(), "auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (io.StringIO(), "always", {"NO_COLOR": "1"}, True),
    ],
)
def test_colour_follows_the_option_then_the_environment_then_the_terminal(
    stream: io.StringIO, color: str, environment: dict[str, str], expected: bool
) -> None:
    assert paint.wants_color(stream, color, environment) is expected


@pytest.mark.parametrize(
    ("line", "column", "end", "text", "start", "width"),
    [
        ("abc = time", 7, 11, "abc = time", 6, 4),
        ("\tx", 2, 3, "    x", 4, 1),
        ("a\tx", 3, 4, "a   x", 4, 1),
        ("'日本' + x", 8, 9, "'日本' + x", 9, 1),
        ("'e\u0301' + x", 8, 9, "'e\u0301' + x", 6, 1),
        ("\x1b x", 3, 4, "\\x1b x", 5, 1),
        ("abc", None, None, "abc", 0, 0),
        ("abc", 99, 100, "abc", 0, 0),
        ("abc", 4, 5, "abc", 3, 1),
        ("abc", 2, 99, "abc", 1, 2),
    ],
)
def test_the_caret_stands_under_the_name(
    line: str, column: int | None, end: int | None, text: str, start: int, width: int
) -> None:
    assert printable.snippet(line, column, end) == printable.Snippet(text, start, width)


@given(st.text(max_size=400), st.integers(-5, 500), st.integers(-5, 500))
@example("e\u0301" * 149, 1, 2)  # accents take no room of their own
def test_a_snippet_is_short_and_harmless_whatever_the_line(line: str, column: int, end: int) -> None:
    shown = printable.snippet(line, column, end)

    assert len(shown.text) <= 200
    assert shown.start + shown.width <= 150
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", shown.text)


def test_a_long_line_is_cut_around_the_name() -> None:
    line = "a" * 1000 + " name " + "b" * 1000
    shown = printable.snippet(line, 1002, 1006)

    assert shown.text[shown.start : shown.start + shown.width] == "name"
    assert shown.text.startswith("…")
    assert shown.text.endswith("…")


@given(st.text())
def test_safe_text_is_one_line_that_a_terminal_only_shows(text: str) -> None:
    shown = printable.safe(text)

    assert len(shown.splitlines()) <= 1
    assert shown.encode("utf-8").decode("utf-8") == shown
