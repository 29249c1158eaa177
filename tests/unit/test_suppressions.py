"""What hides a finding, what does not, and what is said about a suppression that hid nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from observations import Tree, finding, load, names

from smoke.model import Finding, IgnoreEntry, Outcome, Settings, Severity
from smoke.suppressions import Suppressions


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


def hidden(tree: Tree, source: str, line: int, rule: str = "undefined-name") -> bool:
    """Whether a finding on that line of a module with this source is hidden."""
    path = tree.module("pkg.a", source).path
    kept, suppressed = Suppressions(Settings()).hide([finding(rule, path=path, line=line)])
    assert len(kept) + len(suppressed) == 1
    return bool(suppressed)


@pytest.mark.parametrize(
    "comment",
    [
        "# smoke: ignore",
        "# smoke: ignore the gateway injects it",
        "# smoke: ignore[undefined-name]",
        "#smoke:ignore[undefined-name]",
        "# SMOKE: Ignore[undefined-name]",
        "# smoke: ignore[unbound-name, undefined-name] because",
        "# noqa: F401  # smoke: ignore[undefined-name]",
        "# noqa",
        "# NOQA",
        "# noqa: F821",
        "# noqa:F821",
        "# noqa: E501,F821",
        "# noqa: E501 F821",
        "# noqa: F82",
        "# type: ignore",
        "# type: ignore[name-defined]",
        "# type: ignore[attr-defined, name-defined]",
        "# pragma: no cover  # noqa",
    ],
)
def test_a_comment_on_the_line_hides_it(tree: Tree, comment: str) -> None:
    assert hidden(tree, f"def work():\n    return x  {comment}\n", 2)


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "# smoke: ignore[unbound-name]",
        "# smoke ignore",
        "# smoke: ignored",
        "# noqa: E501",
        "# noqa: F8210",
        "# type: ignore[attr-defined]",
        "# type: ignored",
        '; "# noqa"',
        "; '# smoke: ignore'",
    ],
)
def test_anything_else_does_not(tree: Tree, comment: str) -> None:
    assert not hidden(tree, f"def work():\n    return x  {comment}\n", 2)


def test_a_comment_on_another_line_does_not(tree: Tree) -> None:
    assert not hidden(tree, "# noqa\nx\n# noqa\n", 2)


STATEMENT = """\
call(
    x,
    y,  # smoke: ignore[undefined-name]
    '''
    # noqa
    ''',
)  {end}
z
"""


@pytest.mark.parametrize(
    ("end", "line", "expected"),
    [
        ("", 2, False),
        ("", 3, True),
        ("# noqa", 2, True),
        ("# noqa", 1, True),
        ("# noqa", 8, False),
        ("", 5, False),
    ],
)
def test_the_end_of_a_statement_speaks_for_all_its_lines(
    tree: Tree, end: str, line: int, expected: bool
) -> None:
    assert hidden(tree, STATEMENT.format(end=end), line) is expected


@pytest.mark.parametrize("rule", ["import-raised", "missing-dependency", "import-crashed"])
def test_other_tools_comments_never_hide_a_failed_import(tree: Tree, rule: str) -> None:
    assert not hidden(tree, "import yaml  # noqa\n", 1, rule)
    assert not hidden(tree, "import yaml  # type: ignore # more\n", 1, rule)


def test_our_comment_hides_a_failed_import(tree: Tree) -> None:
    assert hidden(
        tree, "import yaml  # smoke: ignore[missing-dependency] optional\n", 1, "missing-dependency"
    )


def test_a_finding_without_a_line_has_no_comment(tree: Tree) -> None:
    path = tree.module("pkg.a", "# smoke: ignore\n").path
    kept, _ = Suppressions(Settings()).hide([finding(path=path, line=None), finding(path=None)])

    assert len(kept) == 2


def test_a_file_that_is_no_python_hides_what_was_read_so_far(tree: Tree) -> None:
    assert hidden(tree, "x  # noqa\n'''\n", 1)
    assert not hidden(Tree(tree.environment), "'''\nx  # noqa\n", 2)


def test_the_reason_is_kept(tree: Tree) -> None:
    path = tree.module("pkg.a", "x  # smoke: ignore[undefined-name] -- the host injects it\n").path
    _, (suppressed,) = Suppressions(Settings()).hide([finding(path=path, line=1)])

    assert (suppressed.by, suppressed.reason) == ("inline", "the host injects it")


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (IgnoreEntry("undefined-name", "pkg.a", "why"), True),
        (IgnoreEntry("undefined-name", "pkg.*", "why"), True),
        (IgnoreEntry("undefined-name", "pkg.*", "why", name="x"), True),
        (IgnoreEntry("undefined-name", "pkg.*", "why", name="y"), False),
        (IgnoreEntry("unbound-name", "pkg.*", "why"), False),
        (IgnoreEntry("undefined-name", "pkg", "why"), False),
        (IgnoreEntry("undefined-name", "PKG.A", "why"), False),
    ],
)
def test_an_entry_hides_by_rule_module_and_name(entry: IgnoreEntry, expected: bool) -> None:
    _, suppressed = Suppressions(Settings(ignores=(entry,))).hide([finding(name="x")])

    assert bool(suppressed) is expected
    assert [one.reason for one in suppressed] == ["why"] * expected


def unused(tree: Tree, settings: Settings | None = None) -> list[Finding]:
    """What is said about the suppressions after a run over the tree."""
    suppressions = Suppressions(settings or Settings())
    suppressions.hide(tree.judge(settings))
    return suppressions.unused([tree.run()])


def test_a_comment_that_hid_something_is_used(tree: Tree) -> None:
    module = tree.module("pkg.a", "x  # smoke: ignore[undefined-name]\ny  # smoke: ignore\n")
    tree.add(module, names=names(load(module, "x", 1), load(module, "y", 2)))

    assert unused(tree) == []


@pytest.mark.parametrize("comment", ["# smoke: ignore[undefined-name]", "# smoke: ignore"])
def test_a_comment_that_hid_nothing_is_a_warning_at_the_comment(tree: Tree, comment: str) -> None:
    module = tree.module("pkg.a", f"\nx = 1  {comment}\n")
    tree.add(module, names=names())

    (found,) = unused(tree)

    assert (found.rule, found.severity) == ("unused-suppression", Severity.WARNING)
    assert (found.path, found.line, found.column) == (module.path, 2, 8)
    assert found.message == f"'{comment}' hides nothing"
    assert found.fingerprint


def test_of_several_rules_the_idle_one_is_named(tree: Tree) -> None:
    module = tree.module("pkg.a", "x  # smoke: ignore[undefined-name, deleted-name]\n")
    tree.add(module, names=names(load(module, "x", 1)))

    (found,) = unused(tree)

    assert found.message == "'deleted-name' of '# smoke: ignore[undefined-name, deleted-name]' hides nothing"


def test_a_rule_that_does_not_exist_is_said_with_the_closest(tree: Tree) -> None:
    module = tree.module("pkg.a", "x  # smoke: ignore[undefind-name]\n")
    tree.add(module, names=names(load(module, "x", 1)))

    (found,) = unused(tree)

    assert found.message == "'# smoke: ignore[undefind-name]': there is no rule 'undefind-name'"
    assert found.help == "did you mean 'undefined-name'?"


@pytest.mark.parametrize("outcome", [Outcome.BLOCKED, Outcome.SKIPPED, Outcome.RAISED, Outcome.PROBE_FAILED])
def test_a_module_that_was_not_examined_says_nothing_about_its_comments(tree: Tree, outcome: Outcome) -> None:
    tree.add(tree.module("pkg.a", "x = 1  # smoke: ignore[undefined-name]\n"), outcome)

    assert unused(tree) == []


def test_a_rule_that_is_off_says_nothing_about_its_comments(tree: Tree) -> None:
    tree.add(tree.module("pkg.a", "x = 1  # smoke: ignore[undefined-name]\n"), names=names())

    assert unused(tree, Settings(ignore=("undefined-name",))) == []
    assert unused(tree, Settings(ignore=("unused-suppression",))) == []


def test_the_text_of_a_comment_in_a_string_is_no_comment(tree: Tree) -> None:
    tree.add(tree.module("pkg.a", 'x = "# smoke: ignore"\n'), names=names())

    assert unused(tree) == []


def test_other_tools_comments_are_none_of_our_business(tree: Tree) -> None:
    tree.add(tree.module("pkg.a", "import os  # noqa\nx = 1  # type: ignore\n"), names=names())

    assert unused(tree) == []


def test_what_hides_in_one_interpreter_is_used_in_all(tree: Tree) -> None:
    module = tree.module("pkg.a", "x  # smoke: ignore[undefined-name]\n")
    result = tree.add(module, names=names())
    first = tree.run()
    second = replace(first, results=(replace(result, names=names(load(module, "x", 1))),))
    suppressions = Suppressions(Settings())
    suppressions.hide([finding(path=module.path, line=1)])

    assert suppressions.unused([first, second]) == []


ENTRY = IgnoreEntry("undefined-name", "pkg.a", "why", origin="pyproject.toml: tool.smoke.ignore[1]")


def test_an_entry_that_hid_nothing_is_a_warning_at_its_heading(tree: Tree, tmp_path: Path) -> None:
    settings_file = tmp_path / "pyproject.toml"
    heading = "[[tool.smoke.ignore]]\n"
    settings_file.write_text(f"{heading}rule = 'x'\n\n{heading}rule = 'undefined-name'\n")
    tree.add(tree.module("pkg.a"), names=names())

    (found,) = unused(tree, Settings(ignores=(ENTRY,), settings_file=str(settings_file)))

    assert (found.path, found.line) == (str(settings_file), 4)
    assert found.message == "no finding of undefined-name in 'pkg.a' was there to ignore"
    assert found.help == "remove the entry (pyproject.toml: tool.smoke.ignore[1])"


def test_an_entry_for_modules_that_were_not_run_is_left_alone(tree: Tree) -> None:
    tree.add(tree.module("pkg.a"), Outcome.BLOCKED)
    tree.add(tree.module("other."), names=names())

    assert unused(tree, Settings(ignores=(ENTRY,))) == []


def test_an_entry_for_a_module_that_no_longer_exists_is_unused(tree: Tree) -> None:
    tree.add(tree.module("pkg."), names=names())

    assert len(unused(tree, Settings(ignores=(ENTRY,)))) == 1
    assert unused(tree, Settings(ignores=(ENTRY,), include=("pkg.b",))) == []


def test_an_entry_may_hide_unused_suppressions_themselves(tree: Tree) -> None:
    tree.add(tree.module("pkg.a", "x = 1  # smoke: ignore[undefined-name]\n"), names=names())
    entry = IgnoreEntry("unused-suppression", "pkg.*", "generated code")

    assert unused(tree, Settings(ignores=(entry,))) == []
