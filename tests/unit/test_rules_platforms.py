"""What is for another platform, and what only sounds like it."""

from __future__ import annotations

from pathlib import Path

import pytest
from observations import Tree, frame, interpreter, missing, raised

from smoke.model import Outcome, Raised, Severity
from smoke.rules.platforms import says_so


@pytest.mark.parametrize(
    ("platform", "module", "label"),
    [("linux", "msvcrt", "Windows"), ("darwin", "winreg", "Windows"), ("linux", "AppKit", "macOS"),
     ("win32", "fcntl", "Unix"), ("win32", "_curses", "Unix")],
)  # fmt: skip
def test_a_module_of_another_platform_is_a_note(
    tmp_path: Path, platform: str, module: str, label: str
) -> None:
    tree = Tree(tmp_path, interpreter(platform=platform))
    importer = tree.module("pkg.a", f"import {module}\n")
    tree.add(importer, Outcome.RAISED, raised=(missing(module, frame(importer, 1)),))

    finding = tree.only()

    assert (finding.rule, finding.severity, finding.name) == ("wrong-platform", Severity.NOTE, module)
    assert finding.message == f"'{module}' exists only on {label}"
    assert (finding.line, finding.column) == (1, 8)


def test_a_platform_module_missing_on_its_own_platform_is_no_platform_matter(tmp_path: Path) -> None:
    tree = Tree(tmp_path, interpreter(platform="linux"))
    importer = tree.module("pkg.a", "import curses\n")
    tree.add(importer, Outcome.RAISED, raised=(missing("_curses", frame(importer, 1)),))

    assert tree.only().rule == "missing-dependency"


def test_an_installable_alternative_is_what_is_missing(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    module = tree.module("pkg.a", "try:\n    import one\nexcept ImportError:\n    import msvcrt\n")
    chain = missing("msvcrt", frame(module, 4)), missing("one", frame(module, 2), link="context")
    tree.add(module, Outcome.RAISED, raised=chain)

    assert (tree.only().rule, tree.only().name) == ("missing-dependency", "one")


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (raised("AttributeError", "module 'ctypes' has no attribute 'windll'"), "ctypes.windll"),
        (raised("ImportError", "cannot import name 'WinDLL' from 'ctypes' (/x.py)"), "ctypes.WinDLL"),
        (raised("AttributeError", "module 'signal' has no attribute 'CTRL_C_EVENT'"), "signal.CTRL_C_EVENT"),
        (raised("AttributeError", "module 'os' has no attribute 'startfile'"), "os.startfile"),
        (raised("AttributeError", "module 'select' has no attribute 'kqueue'"), "select.kqueue"),
        (raised("NameError", "name 'WindowsError' is not defined"), "WindowsError"),
    ],
)
def test_an_attribute_of_another_platform_is_a_note(tmp_path: Path, error: Raised, name: str) -> None:
    tree = Tree(tmp_path)
    tree.add(tree.module("pkg.a"), Outcome.RAISED, raised=(error,))

    assert (tree.only().rule, tree.only().name) == ("wrong-platform", name)


@pytest.mark.parametrize(
    "message",
    [
        "module 'ctypes' has no attribute 'nope'",
        "module 'os' has no attribute 'getuid'",
        "'x' has no attribute 'windll'",
    ],
)
def test_any_other_missing_attribute_is_a_failure(tmp_path: Path, message: str) -> None:
    tree = Tree(tmp_path)
    tree.add(tree.module("pkg.a"), Outcome.RAISED, raised=(raised("AttributeError", message),))

    assert tree.only().rule == "import-raised"


@pytest.mark.parametrize(
    "message",
    [
        "win32 only",
        "Windows-only module",
        "This module is only supported on Windows.",
        "supported only on Mac OS X",
        "pywinpty requires Windows",
        "needs Windows 10 or later",
        "macOS is required",
        "Only macOS is supported",
        "only available on Windows and macOS",
        "this is not Windows",
        "not running on macOS",
        "not supported on Linux",
        "is not available for linux",
        "fork is not supported on this platform",
        "Unsupported platform: linux",
        "this platform is not supported",
    ],
)
def test_clear_words_say_that_it_is_for_another_platform(message: str) -> None:
    assert says_so(raised("ImportError", message), "linux")
    assert says_so(raised("NotImplementedError", message), "linux")


@pytest.mark.parametrize(
    "message",
    [
        "Linux only",
        "only supported on Linux and macOS",
        "requires a Unix system",
        "requires Linux",
        "not supported on Windows",
        "a window is required",
        "cannot open shared object file: No such file or directory",
        "requires windows of equal length",
        "could not find the POSIX timezone database",
        "install the Windows SDK headers only once",
        "No module named 'pywin32'",
        "",
    ],
)
def test_other_words_do_not(message: str) -> None:
    assert not says_so(raised("ImportError", message), "linux")


def test_a_mistake_of_python_is_never_taken_for_words(tmp_path: Path) -> None:
    assert not says_so(raised("TypeError", "only supported on Windows"), "linux")


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ('assert sys.platform == "win32"', "wrong-platform"),
        ("assert os.name == 'nt'", "wrong-platform"),
        ('assert sys.platform.startswith("win")', "wrong-platform"),
        ('assert sys.platform == "linux"', "import-raised"),
        ("assert CONFIGURED", "import-raised"),
    ],
)
def test_an_assertion_about_the_platform_speaks_without_words(tmp_path: Path, line: str, rule: str) -> None:
    tree = Tree(tmp_path)
    module = tree.module("pkg.a", f"{line}\n")
    tree.add(module, Outcome.RAISED, raised=(raised("AssertionError", "", frame(module, 1)),))

    assert tree.only().rule == rule
