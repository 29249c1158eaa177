"""Patterns that are compiled when something is looked for behave as compiled ones do."""

from __future__ import annotations

import re

import pytest

from smoke.patterns import later


def test_it_finds_what_a_compiled_one_finds() -> None:
    lazy, compiled = later(r"(?P<word>[a-z]+)", re.IGNORECASE), re.compile(r"(?P<word>[a-z]+)", re.IGNORECASE)
    text = "1 Ab 2 cd"
    assert [each["word"] for each in lazy.finditer(text)] == [
        each["word"] for each in compiled.finditer(text)
    ]
    assert lazy.fullmatch(text) is None
    assert lazy.sub("", text) == compiled.sub("", text)
    assert (lazy.pattern, lazy.groupindex) == (compiled.pattern, compiled.groupindex)


def test_it_finds_bytes() -> None:
    assert later(rb"\w+").findall(b"a b") == [b"a", b"b"]


def test_it_is_not_compiled_before() -> None:
    broken = later("(")
    with pytest.raises(re.error):
        broken.search("")


def test_it_has_no_other_attributes() -> None:
    with pytest.raises(AttributeError):
        later("a").nothing  # type: ignore[attr-defined]  # noqa: B018
