"""Which of the five rules a missing name falls under, where it points, and what it advises."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

import pytest
from observations import Tree, interpreter, load, names, store

from smoke.model import Binding, Finding, Load, Settings, Severity
from smoke.rules.names import rule_for
from smoke.rules.positions import unmangled


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


def about(
    tree: Tree, source: str, name: str, line: int, binding: Binding | None = None, **fields: object
) -> Finding:
    """The finding for one load of a name on a line of a module `pkg.a`."""
    module = tree.module("pkg.a", source)
    bindings = [binding] if binding else []
    tree.add(module, names=names(load(module, name, line, **fields), bindings=bindings))
    return tree.only()


@pytest.mark.parametrize(
    ("binding", "rule", "severity"),
    [
        (Binding("x"), "undefined-name", Severity.ERROR),
        (Binding("x", (store(1, "type-checking"),)), "type-checking-name", Severity.ERROR),
        (Binding("x", (store(1, "ran"),), deletes=(2,)), "deleted-name", Severity.ERROR),
        (Binding("x", (), deletes=(2,)), "deleted-name", Severity.ERROR),
        (Binding("x", (store(1, "not-run"),)), "unbound-name", Severity.WARNING),
        (Binding("x", (store(1, "not-run"),), deletes=(2,)), "unbound-name", Severity.WARNING),
        (Binding("x", (store(1, "type-checking"), store(2, "not-run"))), "unbound-name", Severity.WARNING),
        (Binding("x", (store(1, "ran"),)), "unbound-name", Severity.WARNING),
        (Binding("x", (store(1, "function"),)), "unset-global", Severity.NOTE),
        (Binding("x", (store(1, "function"), store(2, "not-run"))), "unset-global", Severity.NOTE),
        (Binding("x", (store(1, "ran"), store(2, "function")), deletes=(3,)), "unset-global", Severity.NOTE),
        (Binding("x", dynamic=("globals()[…]",)), "unset-global", Severity.NOTE),
        (Binding("x", (store(1, "type-checking"),), dynamic=("exec",)), "type-checking-name", Severity.ERROR),
    ],
)
def test_the_bindings_decide_the_rule(tree: Tree, binding: Binding, rule: str, severity: Severity) -> None:
    finding = about(tree, "\n\n\ndef work():\n    return x\n", "x", 5, binding)

    assert (finding.rule, finding.severity) == (rule, severity)
    assert finding.message == "name 'x' is not defined"
    assert (finding.function, finding.line, finding.column, finding.end_column) == ("work", 5, 12, 13)


def test_the_name_of_an_except_clause_is_deleted_everywhere(tree: Tree) -> None:
    source = "try:\n    import x\nexcept ImportError as error:\n    pass\ndef work():\n    return error\n"
    binding = Binding("error", (store(3, "not-run", "assignment"),), deletes=(3,))
    finding = about(tree, source, "error", 6, binding)

    assert finding.rule == "deleted-name"
    assert finding.help == "Python deletes 'error' at the end of the except clause at line 3"


@pytest.mark.parametrize("reach", ["never", "caught"])
def test_a_load_that_cannot_raise_is_no_finding(tree: Tree, reach: str) -> None:
    module = tree.module("pkg.a", "x\n")
    tree.add(module, names=names(load(module, "x", 1, reach=reach)))

    assert tree.judge() == []


def test_code_of_another_platform_is_told_of_names_that_nothing_could_bind(tree: Tree) -> None:
    module = tree.module("pkg.a", "def work():\n    return x\n")
    tree.add(module, names=names(load(module, "x", 2, reach="elsewhere"), bindings=(Binding("x"),)))

    finding = tree.only()
    assert (finding.rule, finding.severity, finding.line) == ("undefined-elsewhere", Severity.NOTE, 2)


@pytest.mark.parametrize(
    "binding",
    [
        Binding("x", (store(1, "not-run"),)),
        Binding("x", deletes=(1,)),
        Binding("x", dynamic=("setup",)),
        Binding("x", stars=("pkg.b",)),
        Binding("WindowsError"),
        Binding("unicode"),
        Binding("len"),
    ],
)
def test_one_word_that_could_bind_it_there_is_enough(tree: Tree, binding: Binding) -> None:
    module = tree.module("pkg.a", "def work():\n    return x\n")
    tree.add(module, names=names(load(module, binding.name, 2, reach="elsewhere"), bindings=(binding,)))

    assert tree.judge() == []


def test_a_name_that_the_environment_injects_is_no_finding(tree: Tree) -> None:
    module = tree.module("pkg.a", "x\n")
    tree.add(module, names=names(load(module, "x", 1)))

    assert tree.judge(Settings(builtins=("x",))) == []
    assert len(tree.judge(Settings(builtins=("y",)))) == 1


def test_what_was_never_executed_says_so(tree: Tree) -> None:
    module = tree.module("pkg.__main__", "x\n")
    tree.add(module, names=names(load(module, "x", 1), confirmed=False))

    assert tree.only().message == "name 'x' is not defined (not confirmed live: never executed here)"


@pytest.mark.parametrize(
    ("source", "name", "advice"),
    [
        ("def work():\n    time()\n", "time", "did you forget to import 'time'?"),
        ("def work():\n    installed()\n", "installed", "did you forget to import 'installed'?"),
        ("def work():\n    b()\n", "b", "there is a module pkg.b: did you forget to import it?"),
        ("def work():\n    unicode()\n", "unicode", "'unicode' is a builtin of Python 2: write str"),
        ("def work():\n    parition()\ndef partition(): pass\n", "parition", "did you mean 'partition'?"),
        ("def work(argument):\n    argumnet()\n", "argumnet", "did you mean 'argument'?"),
        (
            "def work():\n    plt()\ndef draw():\n    import pyplot as plt\n",
            "plt",
            "'plt' is imported at line 4, but only inside draw(): import it here too",
        ),
        (
            "def work():\n    reveal_type(1)\n",
            "reveal_type",
            "only type checkers know 'reveal_type': remove the call",
        ),
        ("def work():\n    zzz()\n", "zzz", None),
    ],
)
def test_advice_comes_from_the_source_around(tree: Tree, source: str, name: str, advice: str | None) -> None:
    tree.install("installed", ships="installed")
    tree.add(tree.module("pkg.b"))

    assert about(tree, source, name, 2).help == advice


def test_a_forgotten_self_is_recognized(tree: Tree) -> None:
    source = (
        "class C:\n    def __init__(self):\n        self.size = 1\n    def work(self):\n        return size\n"
    )
    module = tree.module("pkg.a", source)
    tree.add(module, names=names(replace(load(module, "size", 5), function="C.work")))

    assert tree.only().help == "'size' is an attribute of the class C: did you mean 'self.size'?"


def test_what_the_parser_warns_of_is_not_repeated(tree: Tree) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        about(tree, "def work():\n    return x is 1, '\\d'\n", "x", 2)

    assert [str(each.message) for each in caught] == []


def test_source_that_this_python_cannot_parse_gives_no_advice_and_no_error(tree: Tree) -> None:
    assert about(tree, "print 'x'\ndef work():\n    parition()\n", "parition", 3).help is None


@pytest.mark.parametrize(
    ("binding", "advice"),
    [
        (
            Binding("x", (store(127, "type-checking"),)),
            "imported at line 127 under TYPE_CHECKING, which is false when the program runs",
        ),
        (
            Binding("x", (store(3, "ran", "definition"),), deletes=(90,)),
            "defined at line 3, deleted at line 90",
        ),
        (
            Binding("x", (store(12, "not-run", because=11),)),
            "imported at line 12, in a branch that did not run to its end here (decided at line 11)",
        ),
        (
            Binding("x", (store(7, "function", function="init"),)),
            "set only by init() at line 7, so not before that is called",
        ),
    ],
)
def test_the_help_says_why_the_name_is_not_there(tree: Tree, binding: Binding, advice: str) -> None:
    assert about(tree, "x\n", "x", 1, binding).help == advice


def test_the_lines_that_bind_the_name_are_the_detail(tree: Tree) -> None:
    source = "if TYPE_CHECKING:\n    from b import x\ndef work():\n    return x\n"
    finding = about(tree, source, "x", 4, Binding("x", (store(2, "type-checking"),)))

    assert finding.detail == "    2 |     from b import x"


def test_a_mangled_name_is_explained_by_what_the_source_says(tree: Tree) -> None:
    source = "class Breaker:\n    def work(self):\n        return __helper()\n"
    finding = about(tree, source, "_Breaker__helper", 3)

    assert finding.message == "name '_Breaker__helper' is not defined"
    assert finding.help is not None
    assert finding.help.startswith("inside a class Python turns '__helper' into '_Breaker__helper'")
    assert (finding.column, finding.end_column) == (16, 24)


@pytest.mark.parametrize(
    ("name", "written"),
    [("_Breaker__helper", "__helper"), ("_no_kw", None), ("_C__x__", None), ("__x", None), ("plain", None)],
)
def test_only_mangled_names_are_taken_apart(name: str, written: str | None) -> None:
    assert unmangled(name) == written


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("    return time.time()", 12),
        ("    self.time = time", 17),
        ("    call(time=time)", 15),
        ("    'time'; time", 13),
        ("    f'{time}'", 8),
        ("    x = 1  # time", None),
        ("    timeout = 1", None),
        ("    if time == 1:", 8),
        ("    'é'; time", 10),
    ],
)
def test_before_3_11_the_name_is_looked_for_in_the_line(tree: Tree, line: str, column: int | None) -> None:
    assert about(tree, f"def work():\n{line}\n", "time", 2).column == column


def test_equal_loads_on_one_line_get_their_own_columns(tree: Tree) -> None:
    module = tree.module("pkg.a", "x + x\n")
    first = load(module, "x", 1)
    tree.add(module, names=names(first, replace(first, function="other")))

    assert [finding.column for finding in tree.judge()] == [1, 5]


def test_byte_columns_become_characters(tree: Tree) -> None:
    finding = about(tree, "'äöü€'; x\n", "x", 1, column=len("'äöü€'; ".encode()))

    assert (finding.column, finding.end_column) == (9, 10)


def test_code_generated_at_run_time_keeps_its_place(tree: Tree) -> None:
    module = tree.module("pkg.a", "exec('…')\n")
    tree.add(module, names=names(Load("x", "work", "<string>", 3, 4, 3, 5)))
    finding = tree.only()

    assert (finding.path, finding.line, finding.column) == ("<string>", 3, None)


def test_a_fingerprint_survives_moved_lines_and_tells_equal_findings_apart(tree: Tree) -> None:
    module = tree.module("pkg.a", "x\nx\n")
    tree.add(module, names=names(load(module, "x", 1), load(module, "x", 2)))
    first, second = tree.judge()
    moved = Tree(tree.folder / "site-packages", interpreter((3, 8, 0)))
    module = moved.module("pkg.a", "\n\nx\nx\n")
    moved.add(module, names=names(load(module, "x", 3), load(module, "x", 4)))

    assert first.fingerprint != second.fingerprint
    assert [finding.fingerprint for finding in moved.judge()] == [first.fingerprint, second.fingerprint]


@pytest.mark.parametrize(
    ("settings", "rules"),
    [
        (Settings(), {"undefined-name", "unset-global"}),
        (Settings(select=("unset-global",)), {"unset-global"}),
        (Settings(ignore=("unset-global",)), {"undefined-name"}),
    ],
)
def test_only_active_rules_report(tree: Tree, settings: Settings, rules: set[str]) -> None:
    module = tree.module("pkg.a", "x\ny\n")
    bindings = [Binding("y", (store(1, "function"),))]
    tree.add(module, names=names(load(module, "x", 1), load(module, "y", 2), bindings=bindings))

    assert {finding.rule for finding in tree.judge(settings)} == rules


def test_a_rule_can_be_asked_for_a_binding_alone() -> None:
    assert rule_for(Binding("x", (store(1, "not-run"),), deletes=(2,)), None) == "unbound-name"


@pytest.mark.parametrize(
    ("function", "line", "found"),
    [
        ("init", 5, False),
        ("init.<locals>.inner", 5, False),
        ("init", 2, True),
        ("initial", 5, True),
        ("work", 5, True),
    ],
)
def test_below_the_store_in_the_same_function_the_name_is_there(
    tree: Tree, function: str, line: int, found: bool
) -> None:
    module = tree.module("pkg.a", "x\n" * 9)
    bindings = [Binding("x", (store(3, "function", function="init"),))]
    tree.add(module, names=names(replace(load(module, "x", line), function=function), bindings=bindings))

    assert bool(tree.judge()) is found


@pytest.mark.parametrize(
    ("source", "name", "advice"),
    [
        ("from ctypes import *\nwindll\n", "windll", "'ctypes.windll' exists only on Windows"),
        (
            "from signal import *\nCTRL_C_EVENT\n",
            "CTRL_C_EVENT",
            "'signal.CTRL_C_EVENT' exists only on Windows",
        ),
        ("\nWindowsError\n", "WindowsError", "'WindowsError' exists only on Windows"),
    ],
)
def test_a_name_that_another_platform_has_is_only_unbound_here(
    tree: Tree, source: str, name: str, advice: str
) -> None:
    finding = about(tree, source, name, 2)

    assert (finding.rule, finding.severity, finding.help) == ("unbound-name", Severity.WARNING, advice)


@pytest.mark.parametrize("source", ["import ctypes\nwindll\n", "from os import *\nwindll\n"])
def test_a_name_of_another_platform_that_nothing_would_import_is_undefined(tree: Tree, source: str) -> None:
    assert about(tree, source, "windll", 2).rule == "undefined-name"
