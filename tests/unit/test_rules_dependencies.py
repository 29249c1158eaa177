"""When a missing module is the reason, and what the metadata makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from observations import Tree, frame, interpreter, missing, raised

from smoke.model import Finding, Frame, Module, Outcome, Raised, Severity


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    tree = Tree(tmp_path)
    tree.install(
        "thing", "needed>=2", "numpy; extra == 'fast'", "azure-blob; extra == 'cloud'", ships="thing",
        extras=("fast", "cloud"),
    )  # fmt: skip
    tree.distributions = ("thing",)
    tree.add(tree.module("thing."))
    return tree


def judged(tree: Tree, module: Module, *chain: Raised) -> Finding:
    tree.add(module, Outcome.RAISED, raised=chain)
    return tree.only()


def test_a_module_of_a_declared_extra_is_a_note_that_says_how_to_install_it(tree: Tree) -> None:
    module = tree.module("thing.a", "import numpy\n")
    finding = judged(tree, module, missing("numpy", frame(module, 1)))

    assert (finding.rule, finding.severity) == ("missing-dependency", Severity.NOTE)
    assert (finding.name, finding.line, finding.column) == ("numpy", 1, 8)
    assert finding.message == "'numpy' is not installed; it belongs to the extra 'fast' of thing"
    assert finding.help == "pip install 'thing[fast]'"


def test_a_module_named_like_an_extra_that_is_not_installed_belongs_to_it(tree: Tree) -> None:
    module = tree.module("thing.backends.cloud", "import azure.core\n")
    finding = judged(tree, module, missing("azure", frame(module, 1)))

    assert (finding.severity, finding.help) == (Severity.NOTE, "pip install 'thing[cloud]'")


def test_a_requirement_that_is_not_installed_is_an_error_of_the_environment(tree: Tree) -> None:
    module = tree.module("thing.a", "import needed\n")
    finding = judged(tree, module, missing("needed", frame(module, 1)))

    assert finding.severity is Severity.ERROR
    assert finding.message == "'needed' is not installed, although thing requires 'needed>=2'"


def conditional(tmp_path: Path, marker: str) -> Finding:
    tree = Tree(tmp_path)
    tree.install("thing", f"needed; {marker}", ships="thing")
    tree.distributions = ("thing",)
    module = tree.module("thing.a", "import needed\n")
    return judged(tree, module, missing("needed", frame(module, 1)))


def test_a_module_that_only_another_platform_requires_is_for_that_platform(tmp_path: Path) -> None:
    finding = conditional(tmp_path, "sys_platform == 'win32'")

    assert (finding.rule, finding.severity, finding.name) == ("wrong-platform", Severity.NOTE, "needed")
    assert finding.message == (
        "'needed' is not installed; thing requires it only where sys_platform == 'win32'"
    )


def test_a_module_that_only_other_versions_require_is_an_error(tmp_path: Path) -> None:
    finding = conditional(tmp_path, "python_version < '3.11'")

    assert (finding.rule, finding.severity) == ("missing-dependency", Severity.ERROR)
    assert finding.message == (
        "'needed' is not installed; thing requires it only where python_version < '3.11'"
    )
    assert finding.help == "require it here as well, or import it only where it is required"


def test_a_requirement_whose_marker_holds_is_an_error_of_the_environment(tmp_path: Path) -> None:
    finding = conditional(tmp_path, "sys_platform == 'linux'")

    assert (finding.rule, finding.severity) == ("missing-dependency", Severity.ERROR)
    assert "although thing requires" in finding.message


def test_what_an_extra_brings_as_well_belongs_to_the_extra(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    wanted = "needed; sys_platform == 'win32'", "needed; extra == 'more'"
    tree.install("thing", *wanted, ships="thing", extras=("more",))
    tree.distributions = ("thing",)
    module = tree.module("thing.a", "import needed\n")
    finding = judged(tree, module, missing("needed", frame(module, 1)))

    assert (finding.severity, finding.help) == (Severity.NOTE, "pip install 'thing[more]'")


def test_of_several_targets_the_one_that_a_module_belongs_to_speaks_for_it(tree: Tree) -> None:
    tree.install("other", "numpy>=2", "tool; extra == 'tests'", ships="other", extras=("tests",))
    tree.distributions = ("thing", "other")
    own, tests = tree.module("other.a", "import numpy\n"), tree.module("thing.tests.a", "import tool\n")

    assert "although other requires 'numpy>=2'" in judged(tree, own, missing("numpy", frame(own, 1))).message
    tree.results.pop()
    finding = judged(tree, tests, missing("tool", frame(tests, 1)))
    assert (finding.severity, finding.message) == (Severity.ERROR, "'tool' is not installed")


def test_what_no_metadata_mentions_is_an_error(tree: Tree) -> None:
    module = tree.module("thing.a", "import gunicorn.app\n")
    finding = judged(tree, module, missing("gunicorn", frame(module, 1)))

    assert (finding.severity, finding.message) == (Severity.ERROR, "'gunicorn' is not installed")
    assert "nothing in the metadata of thing declares it" in (finding.help or "")


def test_a_module_that_the_installed_version_lacks_names_the_distribution(tree: Tree) -> None:
    tree.install("needed", ships="needed")
    module = tree.module("thing.a", "import needed.new\n")
    finding = judged(tree, module, missing("needed.new", frame(module, 1)))

    assert finding.message == "'needed.new' does not exist in the installed needed"


OWN_WORDS = "try:\n    import numpy\nexcept ImportError:\n    raise RuntimeError('install numpy')\n"


@pytest.mark.parametrize(
    "fields",
    [{"link": "cause"}, {"link": "context"}, {"link": "context", "suppressed": True}],
    ids=["from error", "in the handler", "from None"],
)
@pytest.mark.parametrize("type", ["ImportError", "RuntimeError", "thing.errors.Improper"])
def test_an_exception_raised_in_its_place_is_the_same_finding_at_the_import(
    tree: Tree, type: str, fields: dict[str, object]
) -> None:
    module = tree.module("thing.a", OWN_WORDS)
    reason = missing("numpy", frame(module, 2), **fields)
    finding = judged(tree, module, raised(type, "install numpy", frame(module, 4)), reason)

    assert (finding.rule, finding.name, finding.line) == ("missing-dependency", "numpy", 2)
    assert "install numpy" in (finding.detail or "")


def test_a_mistake_in_the_handler_is_the_packages_own(tree: Tree) -> None:
    module = tree.module("thing.a", "try:\n    import numpy\nexcept ImportError:\n    None.fallback\n")
    error = raised("AttributeError", "'NoneType' object has no attribute 'fallback'", frame(module, 4))
    finding = judged(tree, module, error, missing("numpy", frame(module, 2), link="context"))

    assert (finding.rule, finding.line) == ("import-raised", 4)


def test_a_fallback_module_that_raises_for_itself_is_the_packages_own(tree: Tree) -> None:
    module = tree.module("thing.a", "try:\n    import numpy\nexcept ImportError:\n    import thing.slow\n")
    slow = tree.module("thing.slow", "raise ValueError('bad configuration')\n")
    error = raised("ValueError", "bad configuration", frame(module, 4), frame(slow, 1))
    finding = judged(tree, module, error, missing("numpy", frame(module, 2), link="context"))

    assert (finding.rule, finding.path) == ("import-raised", slow.path)


def test_a_fallback_that_cannot_be_imported_is_the_packages_own(tree: Tree) -> None:
    module = tree.module(
        "thing.a", "try:\n    import numpy\nexcept ImportError:\n    from json import nope\n"
    )
    error = raised("ImportError", "cannot import name 'nope' from 'json'", frame(module, 4))
    finding = judged(tree, module, error, missing("numpy", frame(module, 2), link="context"))

    assert (finding.rule, finding.line) == ("import-raised", 4)


def test_of_two_alternatives_the_last_is_named_and_the_first_mentioned(tree: Tree) -> None:
    module = tree.module("thing.a", "try:\n    import one\nexcept ImportError:\n    import two\n")
    chain = missing("two", frame(module, 4)), missing("one", frame(module, 2), link="context")
    finding = judged(tree, module, *chain)

    assert (finding.name, finding.line) == ("two", 4)
    assert "tried before it: 'one'" in (finding.help or "")


def test_a_fallback_to_python_2_does_not_hide_what_is_missing(tree: Tree) -> None:
    module = tree.module("thing.a", "try:\n    import one\nexcept ImportError:\n    import urllib2\n")
    chain = missing("urllib2", frame(module, 4)), missing("one", frame(module, 2), link="context")

    assert judged(tree, module, *chain).name == "one"


def test_the_words_of_an_import_error_count_where_nothing_else_says_what_is_missing(tree: Tree) -> None:
    module = tree.module("thing.a", "if not HAVE:\n    raise ImportError('this needs numpy')\n")
    finding = judged(tree, module, raised("ImportError", "this needs numpy", frame(module, 2)))

    assert (finding.rule, finding.severity, finding.name) == ("missing-dependency", Severity.NOTE, "numpy")


@pytest.mark.parametrize(
    "message",
    ["run `pip install gunicorn`", "requires one of ('gunicorn', 'uwsgi')", "'gunicorn' is required"],
)
def test_words_may_name_what_no_metadata_knows(tree: Tree, message: str) -> None:
    module = tree.module("thing.a", "if not HAVE:\n    raise ImportError(words)\n")
    finding = judged(tree, module, raised("ImportError", message, frame(module, 2)))

    assert (finding.rule, finding.severity, finding.name) == (
        "missing-dependency",
        Severity.ERROR,
        "gunicorn",
    )


@pytest.mark.parametrize(
    "message", ["'json' is required", "'thing.part' is required", "nothing 'gunicorn' to do"]
)
def test_words_that_name_nothing_to_install_are_only_words(tree: Tree, message: str) -> None:
    module = tree.module("thing.a", "raise ImportError(words)\n")

    assert judged(tree, module, raised("ImportError", message, frame(module, 1))).rule == "import-raised"


def test_a_piece_that_the_interpreter_was_built_without_is_missing_here(tree: Tree) -> None:
    module = tree.module("thing.a", "import tkinter\n")
    inside = Frame("/usr/lib/python/tkinter/__init__.py", 38, "<module>", "tkinter")
    finding = judged(tree, module, missing("_tkinter", frame(module, 1), inside))

    assert (finding.rule, finding.severity) == ("missing-dependency", Severity.ERROR)
    assert "built or packaged without it" in (finding.help or "")


def test_a_submodule_that_the_standard_library_never_had_is_a_mistake(tree: Tree) -> None:
    module = tree.module("thing.a", "import json.nope\n")

    assert judged(tree, module, missing("json.nope", frame(module, 1))).rule == "import-raised"


def test_another_part_of_a_shared_namespace_is_a_dependency(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    tree.install("space-one", ships="space")
    tree.install("space-two", ships="space")
    tree.distributions = ("space-one",)
    tree.add(tree.module("space.one."))
    module = tree.module("space.one.a", "import space.three\n")

    assert judged(tree, module, missing("space.three", frame(module, 1))).rule == "missing-dependency"


def test_a_removed_module_that_a_requirement_brings_back_is_a_dependency(tmp_path: Path) -> None:
    tree = Tree(tmp_path, interpreter((3, 13, 0)))
    tree.install("thing", "setuptools>=60", ships="thing")
    tree.distributions = ("thing",)
    module = tree.module("thing.a", "import distutils\n")
    finding = judged(tree, module, missing("distutils", frame(module, 1)))

    assert (finding.rule, finding.severity) == ("missing-dependency", Severity.ERROR)
    assert "setuptools>=60" in finding.message
