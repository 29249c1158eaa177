"""The quick look at comments never says no where the tokenizer says yes."""

from __future__ import annotations

import argparse
import ast
import dataclasses
import textwrap
import tokenize
from pathlib import Path
from types import ModuleType

import pytest

from smoke import comments, told


@pytest.mark.parametrize("module", [argparse, ast, dataclasses, textwrap, tokenize])
def test_a_line_of_real_code_is_looked_at_whenever_a_comment_speaks_for_it(
    module: ModuleType, tmp_path: Path
) -> None:
    lines = Path(str(module.__file__)).read_text().splitlines()
    with_code = _lines_with_names("\n".join(lines))
    spoken_for = skipped = 0
    for first in range(6):  # each line gets a comment once, and five times none
        path = tmp_path / f"with_comments_{first}.py"
        noted = [f"{line}  # noqa" if n % 6 == first else line for n, line in enumerate(lines)]
        path.write_text("\n".join(noted))
        known = comments.of(str(path))
        for line in with_code:
            speaks = any(each in known.foreign for each in known.lines_for(line))
            looked_at = comments.may_concern(str(path), line)
            assert looked_at or not speaks, f"{module.__name__}:{line}, comments from line {first + 1} on"
            spoken_for += speaks
            skipped += not looked_at
    assert spoken_for > 20
    assert skipped > 20  # or it would be no quick look


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("run(\n    x,\n)  # noqa\n", True),
        ("run(x)\nreturn\n# noqa\n", False),
        ("run(x, '''\nreturn\n''')  # noqa\n", True),
        ("run(x, 'a \\\nreturn')  # noqa\n", True),
        ("run(x)\nimported = 1\n# noqa\n", True),
        ("run(x)\n# type: ignore[attr-defined]\n# noqa: E501\n", False),
        ('run(x)\n"# noqa: E501"  # noqa\n', True),
    ],
)
def test_only_a_statement_that_surely_begins_ends_the_search(
    source: str, expected: bool, tmp_path: Path
) -> None:
    path = tmp_path / "module.py"
    path.write_text(source)
    assert comments.may_concern(str(path), 1) is expected


def test_a_name_inside_a_formatted_text_of_several_lines_is_code_too(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text("f'''\n{x}\nreturn\n'''  # noqa\n")
    assert comments.may_concern(str(path), 2)


def _lines_with_names(source: str) -> list[int]:
    tokens = tokenize.generate_tokens(iter(source.splitlines(keepends=True)).__next__)
    return sorted({token.start[0] for token in tokens if token.type == tokenize.NAME})


class _Remembered:
    """A memory of earlier runs."""

    def __init__(self, *, says: str | None = None) -> None:
        self.noted: dict[str, tuple[str, ...]] = {}
        self._says = says

    def recall(self, path: str, question: str) -> tuple[str, ...] | None:
        return self.noted.get(question) if self._says is None else (self._says,)

    def recall_all(self, question: str) -> tuple[set[str], dict[str, tuple[str, ...]]]:
        raise NotImplementedError

    def note(self, path: str, question: str, answer: tuple[str, ...]) -> None:
        self.noted[question] = answer


COMMENTED = """\
run(
    x,
)  # smoke: ignore[undefined-name, unbound-name] for now
run(y)  # noqa: F821
"""


def test_what_was_remembered_is_what_is_read(tmp_path: Path) -> None:
    known = []
    memory = _Remembered()
    for name in ("first.py", "again.py"):
        path = tmp_path / name
        path.write_text(COMMENTED if name == "first.py" else "nobody reads this")
        with told.remembering(memory):
            known.append((comments.may_concern(str(path), 1), comments.of(str(path))))
    (first_concerned, first), (again_concerned, again) = known
    assert first_concerned
    assert again_concerned
    assert first.ours[3].rules == ("undefined-name", "unbound-name")
    assert first.ours[3].reason == "for now"
    assert (first.foreign, first.statement_end) == ({4: "# noqa: F821"}, {1: 3, 2: 3})
    assert (again.foreign, again.statement_end) == (first.foreign, first.statement_end)
    assert again.ours[3] == dataclasses.replace(first.ours[3], path=str(tmp_path / "again.py"))


@pytest.mark.parametrize(
    "says",
    [
        *("", "[]", "{}", "[[1]]", "[1, 2, 3]", '[[["x"]], [], []]', "[[], [[1]], []]"),
        *("[[], [], [[1, 1e999]]]", "[[], [], [[1, 99999999999]]]", "[[], [], [[-5, 3]]]"),
    ],
)
def test_what_was_remembered_in_another_shape_is_read_again(says: str, tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text(COMMENTED)
    with told.remembering(_Remembered(says=says)):
        assert comments.may_concern(str(path), 4)
        assert comments.of(str(path)).foreign == {4: "# noqa: F821"}
