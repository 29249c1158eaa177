"""How an import that did not end well becomes one finding with a position, a message and a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from observations import Tree, frame, interpreter, missing, raised

import smoke
from smoke.model import Frame, Module, Outcome, Severity

PROBE = str(Path(smoke.__file__).resolve().parent / "probe" / "main.py")


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


def fail(tree: Tree, module: Module, *chain: object) -> None:
    tree.add(module, Outcome.RAISED, raised=chain)


def test_an_exception_is_reported_at_the_deepest_frame_of_the_checked_code(tree: Tree) -> None:
    package = tree.module("pkg.", "")
    module = tree.module("pkg.a", "from pkg import b\n")
    other = tree.module("pkg.b", "import json\n\njson.loads('x')\n")
    outside = Frame("/usr/lib/python/json/__init__.py", 7, "loads", "json")
    tree.add(package)
    fail(tree, module, raised("ValueError", "bad", frame(module, 1), frame(other, 3), outside))

    finding = tree.only()

    assert (finding.rule, finding.severity) == ("import-raised", Severity.ERROR)
    assert (finding.module, finding.path, finding.line) == ("pkg.a", other.path, 3)
    assert finding.message == "ValueError: bad"
    assert finding.function is None


def test_the_traceback_begins_at_the_checked_package_and_shows_source(tree: Tree) -> None:
    module = tree.module("pkg.a", "x = 1\nraise ValueError('bad')\n")
    before = Frame("<setup>", 1, "<module>", "__smoke_setup__")
    fail(tree, module, raised("ValueError", "bad", before, frame(module, 2)))

    assert tree.only().detail == (
        f'Traceback (most recent call last):\n  File "{module.path}", line 2, in <module>\n'
        "    raise ValueError('bad')\nValueError: bad"
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"link": "cause"}, "The above exception was the direct cause of the following exception:"),
        ({"link": "context"}, "During handling of the above exception, another exception occurred:"),
        ({"link": "context", "suppressed": True}, "hidden by 'from None'"),
    ],
)
def test_a_chain_is_shown_innermost_first_with_how_it_hangs_together(
    tree: Tree, fields: dict[str, object], words: str
) -> None:
    module = tree.module("pkg.a", "try: ...\nexcept KeyError: raise ValueError('bad')\n")
    inner = raised("KeyError", "'k'", frame(module, 1), **fields)
    fail(tree, module, raised("ValueError", "bad", frame(module, 2)), inner)

    detail = tree.only().detail or ""

    assert words in detail
    assert detail.index("KeyError: 'k'") < detail.index(words) < detail.index("ValueError: bad")


@pytest.mark.parametrize(
    ("kind", "where", "is_told"),
    [
        ("library.errors.NotConfigured", "library.conf", True),
        ("RuntimeError", "library.conf", False),
        ("library.errors.NotConfigured", "another.conf", False),
        ("pkg.errors.NotConfigured", "pkg.a", False),
    ],
)
def test_a_library_that_refuses_may_want_to_be_set_up(
    tree: Tree, kind: str, where: str, is_told: bool
) -> None:
    module = tree.module("pkg.a", "import library\nlibrary.get()\n")
    inside = [] if where == "pkg.a" else [Frame("/usr/lib/python/library/conf.py", 7, "get", where)]
    fail(tree, module, raised(kind, "settings are not configured", frame(module, 2), *inside))

    help = tree.only().help

    assert (help is not None and "--setup CODE" in help) is is_told


def test_the_caller_of_a_module_getattr_is_to_blame(tree: Tree) -> None:
    package = tree.module("pkg.", "def __getattr__(name):\n    raise AttributeError(name)\n")
    module = tree.module("pkg.a", "import pkg\npkg.b.work()\n")
    tree.add(package)
    tree.add(tree.module("pkg.b"))
    error = raised(
        "AttributeError",
        "module 'pkg' has no attribute 'b'",
        frame(module, 2),
        frame(package, 2, "__getattr__"),
    )
    fail(tree, module, error)

    finding = tree.only()

    assert (finding.path, finding.line) == (module.path, 2)
    assert finding.help == "pkg.b is a module that nothing has imported yet: import it where it is used"


def test_a_syntax_error_points_at_its_own_line_and_column(tree: Tree) -> None:
    module = tree.module("pkg.a", "x = 1\nif x ==:\n    pass\n")
    fail(
        tree,
        module,
        raised("SyntaxError", "invalid syntax (a.py, line 2)", path=module.path, line=2, column=8),
    )

    finding = tree.only()

    assert (finding.path, finding.line, finding.column) == (module.path, 2, 8)
    assert finding.message == "SyntaxError: invalid syntax"
    assert "    if x ==:\n           ^\nSyntaxError" in (finding.detail or "")


def test_a_syntax_error_of_a_dependency_is_reported_where_it_was_imported(tree: Tree, tmp_path: Path) -> None:
    module = tree.module("pkg.a", "import other\n")
    error = raised("SyntaxError", "bad", frame(module, 1), path=str(tmp_path / "other.py"), line=9, column=1)
    fail(tree, module, error)

    assert (tree.only().path, tree.only().line) == (module.path, 1)


def test_an_exception_without_frames_is_reported_at_the_file(tree: Tree) -> None:
    module = Module("pkg.ext", str(tree.folder / "ext.so"))
    fail(tree, module, raised("ImportError", "undefined symbol: x"))

    finding = tree.only()

    assert (finding.path, finding.line) == (module.path, None)
    assert finding.message == "ImportError: undefined symbol: x"


@pytest.mark.parametrize("said", ["time", None], ids=["3.10 and later", "before"])
def test_a_name_error_at_import_has_a_column_and_advice(tree: Tree, said: str | None) -> None:
    module = tree.module("pkg.a", "started = time.time()\n")
    fail(tree, module, raised("NameError", "name 'time' is not defined", frame(module, 1), name=said))

    finding = tree.only()

    assert (finding.name, finding.column, finding.end_column) == ("time", 11, 15)
    assert finding.help == "did you forget to import 'time'?"


def test_a_missing_module_of_the_target_itself_is_no_dependency(tree: Tree) -> None:
    tree.add(tree.module("pkg."))
    module = tree.module("pkg.a", "import pkg.gone\n")
    fail(tree, module, missing("pkg.gone", frame(module, 1)))

    finding = tree.only()

    assert (finding.rule, finding.name) == ("import-raised", "pkg.gone")
    assert "would be part of the target" in (finding.help or "")


def test_a_missing_sibling_counts_as_the_targets_when_only_a_part_is_checked(tree: Tree) -> None:
    tree.module("pkg.", "")
    module = tree.module("pkg.part.a", "import pkg.gone\n")
    fail(tree, module, missing("pkg.gone", frame(module, 1)))

    assert tree.only().rule == "import-raised"


def test_a_module_that_the_standard_library_no_longer_has_is_broken_code(tmp_path: Path) -> None:
    tree = Tree(tmp_path, interpreter((3, 13, 0)))
    module = tree.module("pkg.a", "from distutils.core import setup\n")
    fail(tree, module, missing("distutils", frame(module, 1)))

    finding = tree.only()

    assert finding.rule == "import-raised"
    assert "'distutils' was removed from the standard library in Python 3.12" in (finding.help or "")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"exit_how": "SystemExit", "exit_status": 0}, "SystemExit with status 0"),
        ({"exit_how": "SystemExit", "exit_status": 1, "exit_message": "no\nway"}, "SystemExit: no way"),
        (
            {"exit_how": "os._exit", "exit_status": 0},
            "the process ended with status 0 before the import was complete (os._exit?)",
        ),
        ({"exit_how": "vanished"}, "the process went away before the import was complete"),
    ],
)
def test_leaving_the_process_is_an_error_whatever_the_status(
    tree: Tree, fields: dict[str, object], message: str
) -> None:
    module = tree.module("pkg.a", "import sys\nsys.exit(0)\n")
    tree.add(module, Outcome.EXITED, exit_frames=(frame(module, 2),), **fields)

    finding = tree.only()

    assert (finding.rule, finding.severity, finding.line) == ("import-exited", Severity.ERROR, 2)
    assert finding.message == message


STACK = f"""\
Fatal Python error: Segmentation fault

Current thread 0x00007f (most recent call first):
  File "/usr/lib/python/ctypes/__init__.py", line 3 in string_at
  File "{{path}}", line 2 in <module>
  File "<frozen importlib._bootstrap>", line 241 in _call_with_frames_removed
  File "{PROBE}", line 99 in _import
  File "<string>", line 14 in <module>

Extension modules: _smoke (total: 1)
"""


def test_a_crash_has_the_signal_and_the_stack_without_our_frames(tree: Tree) -> None:
    module = tree.module("pkg.a", "import ctypes\nctypes.string_at(0)\n")
    tree.add(module, Outcome.CRASHED, signal="SIGSEGV", stack=STACK.format(path=module.path))

    finding = tree.only()

    assert (finding.rule, finding.line) == ("import-crashed", 2)
    assert finding.message == "the interpreter was ended by SIGSEGV"
    assert "ctypes.string_at(0)" in (finding.detail or "")
    assert not [
        ours for ours in ("importlib", "probe", "<string>", "Extension") if ours in (finding.detail or "")
    ]


def test_a_timeout_has_the_limit_and_the_place_where_it_hung(tree: Tree) -> None:
    module = tree.module("pkg.a", "import time\nwhile True: time.sleep(1)\n")
    helper = f'Thread 0x01 (most recent call first):\n  File "{module.path}", line 1 in helper\n\n'
    tree.add(module, Outcome.TIMED_OUT, timeout=2.5, stack=helper + STACK.format(path=module.path))

    finding = tree.only()

    assert (finding.rule, finding.line) == ("import-timed-out", 2)
    assert finding.message == "the import did not end within 2.5 s"


def test_a_crash_without_a_stack_is_still_a_finding(tree: Tree) -> None:
    tree.add(tree.module("pkg.a"), Outcome.CRASHED, signal="SIGKILL")

    assert tree.only().message == "the interpreter was ended by SIGKILL"


def test_the_end_of_what_the_import_printed_is_shown(tree: Tree) -> None:
    output = "".join(f"line {number}\n" for number in range(100))
    tree.add(tree.module("pkg.a"), Outcome.CRASHED, signal="SIGKILL", output=output)

    lines = (tree.only().detail or "").splitlines()

    assert lines[0] == "The import printed (last 12 lines):"
    assert (lines[1], lines[-1]) == ("  line 88", "  line 99")


@pytest.mark.parametrize(
    "outcome", [Outcome.BLOCKED, Outcome.SKIPPED, Outcome.NOT_CHECKABLE, Outcome.PROBE_FAILED]
)
def test_what_was_not_run_or_not_understood_is_no_finding(tree: Tree, outcome: Outcome) -> None:
    tree.add(tree.module("pkg.a"), outcome, detail="why")

    assert tree.judge() == []


def test_a_message_of_many_lines_becomes_one(tree: Tree) -> None:
    module = tree.module("pkg.a", "raise ValueError()\n")
    fail(tree, module, raised("ValueError", "first\n  second\n" + "x" * 1000, frame(module, 1)))

    message = tree.only().message

    assert message.startswith("ValueError: first second x")
    assert len(message) < 350
