"""That claims of all tools are understood, and that what is true is found out by executing the line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.answers import Answer
from benchmarks.lookups import said
from benchmarks.lookups.said import ATTRIBUTE, EXPORT, IMPORT, Claim

_TRUTH = Path(said.__file__).with_name("truth.py")
SOURCE = """\
import collections
import string
import sys

HAVE = False
__all__ = ["there", "gone"]
there = 1


def missing():
    return collections.Mapping, string.ascii_letters


def guarded(text):
    if HAVE:
        return string.letters
    if sys.version_info >= (3,):
        return text
    return string.lowercase


def caught():
    try:
        return string.uppercase
    except AttributeError:
        return string.ascii_uppercase


def own(string):
    import collections
    return string.letters, collections.Sequence


def imports():
    import no_such_distribution_anywhere
    from string import nothing
    try:
        import imp_gone
    except ImportError:
        imp_gone = None
    try:
        import json
    except ImportError:
        import no_json
    return no_such_distribution_anywhere, nothing, imp_gone, json


def called_with_a_flag(HAVE):
    return HAVE and string.octal


def opened():
    collections.registry = {}
    sys.nothing_here = optional.part
    return collections.registry


optional = None
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("lookups")
    (made / "claimed.py").write_text(SOURCE)
    return made


def line_of(text: str) -> int:
    return next(number for number, line in enumerate(SOURCE.splitlines(), 1) if text in line)


def verdict(folder: Path, kind: str, text: str, name: str | None, module: str | None) -> str:
    line = line_of(text) if text else 0
    done = subprocess.run(
        [sys.executable, "-B", str(_TRUTH)],
        input=json.dumps({"claimed": [[kind, line, name, module]]}),
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(folder)},
        check=True,
    )
    return str(json.loads(done.stdout)["claimed"][0]["verdict"])


@pytest.mark.parametrize(
    ("kind", "text", "name", "owner", "expected"),
    [
        (ATTRIBUTE, "collections.Mapping", "Mapping", "collections", "true"),
        (ATTRIBUTE, "collections.Mapping", "ascii_letters", "string", "false"),
        (ATTRIBUTE, "        return string.letters", "letters", "string", "false"),  # HAVE is false
        (ATTRIBUTE, "string.lowercase", "lowercase", "string", "false"),  # returned before
        (ATTRIBUTE, "string.uppercase", "uppercase", "string", "false"),  # caught
        (ATTRIBUTE, "return string.letters, ", "letters", "string", "unjudged"),  # a parameter
        (ATTRIBUTE, "return string.letters, ", "Sequence", "collections", "true"),
        (ATTRIBUTE, "string.octal", "octal", "string", "true"),  # the flag is a parameter
        (IMPORT, "import no_such_distribution_anywhere", None, "no_such_distribution_anywhere", "absent"),
        (IMPORT, "from string import nothing", "nothing", "string", "true"),
        (IMPORT, "import imp_gone", None, "imp_gone", "false"),  # caught
        (IMPORT, "import no_json", None, "no_json", "false"),  # json is there
        (IMPORT, "import sys", None, "sys", "unjudged"),  # not in a function
        (ATTRIBUTE, "return collections.registry", "registry", "collections", "later"),
        (ATTRIBUTE, "optional.part", "part", "optional", "absent"),  # None: it is not installed
        (EXPORT, "", "elsewhere", None, "false"),  # not in __all__
        (EXPORT, "", "gone", None, "true"),
        (EXPORT, "", "there", None, "false"),
    ],
)
def test_a_claim_is_true_if_the_line_raises_and_can_be_reached(
    folder: Path, kind: str, text: str, name: str | None, owner: str | None, expected: str
) -> None:
    assert verdict(folder, kind, text, name, owner) == expected


@pytest.mark.parametrize(
    ("rule", "message", "kind", "name", "module"),
    [
        ("no-member", "Module 'numpy' has no 'float_' member; maybe 'x'?", ATTRIBUTE, "float_", "numpy"),
        ("no-name-in-module", "No name 'a' in module 'b.c'", IMPORT, "a", "b.c"),
        ("import-error", "Unable to import 'b.c'", IMPORT, None, "b.c"),
        ("undefined-all-variable", "Undefined variable name 'x' in __all__", EXPORT, "x", None),
        ("reportAttributeAccessIssue", '"a" is not a known attribute of module "b"', ATTRIBUTE, "a", "b"),
        ("reportAttributeAccessIssue", '"a" is unknown import symbol', IMPORT, "a", None),
        ("reportUnsupportedDunderAll", '"x" is specified in __all__ but not present', EXPORT, "x", None),
        ("attr-defined", 'Module has no attribute "a"', ATTRIBUTE, "a", None),
        ("attr-defined", 'Module "b" has no attribute "a"; maybe "c"?', ATTRIBUTE, "a", "b"),
        ("import-not-found", 'Cannot find library stub for module named "b"', IMPORT, None, "b"),
        ("F822", "Undefined name `x` in `__all__`", EXPORT, "x", None),
        ("missing-attribute", "module 'b' has no attribute 'a'", ATTRIBUTE, "a", "b"),
        ("unresolved-import", "cannot import name 'a' from 'b' (/x/b.py)", IMPORT, "a", "b"),
        ("unresolved-import", "No module named 'b'", IMPORT, None, "b"),
        ("undefined-export", "'x' is in __all__, but the module has no such name", EXPORT, "x", None),
    ],
)
def test_the_words_of_each_tool_are_understood(
    rule: str, message: str, kind: str, name: str | None, module: str | None
) -> None:
    line = 0 if kind == EXPORT else 3
    assert said.claim(Answer("m.py", 3, rule, message)) == Claim(kind, "m.py", line, name, module)


def test_what_is_about_something_else_is_no_claim() -> None:
    assert said.claim(Answer("m.py", 3, "undefined-variable", "Undefined variable 'x'")) is None
