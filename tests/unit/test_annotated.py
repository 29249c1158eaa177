"""Texts that a state compiles itself: whatever they are, the compiler has no more to say than yes or no."""

from __future__ import annotations

import warnings

from hypothesis import given, settings
from hypothesis import strategies as st

from smoke.probe import annotated

WORDS = "None True int x is not in and if else lambda f r b _".split()
NUMBERS = "1 0 12 1.5 0. 1if".split()
MARKS = ["[", "]", ",", ".", "|", " ", "'", '"', "'a'", '"b"', "\\", "(", ")", "\n", "é"]
USUAL = ("int", "Optional[str]", "dict[str, 'a.b'] | None", "Literal['a', 1]", "Callable[[int], None]")
ODD = ("None[int]", "'a'[int]", "1if x else y", "0.if x", "x is 'a'", r"'\d'", "f()", "[int][str]", "1[x]")


def warned(text: str) -> bool:
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            compile(text.strip().lstrip("*"), "<annotation>", "eval", dont_inherit=True)
        except (SyntaxError, ValueError):
            pass
    return bool(said)


def silent(text: str) -> bool:
    return bool(annotated._SILENT.fullmatch(text)) and not annotated._ODD.search(text)


@settings(max_examples=3000, deadline=None)
@given(st.lists(st.sampled_from(WORDS + NUMBERS + MARKS), max_size=8).map("".join))
def test_what_counts_as_silent_is(text: str) -> None:
    assert not (silent(text) and warned(text))


def test_usual_annotations_are_silent_and_odd_ones_are_not() -> None:
    assert [text for text in USUAL if not silent(text)] == []
    assert [text for text in ODD if silent(text)] == []
    assert warned("None[int]")
