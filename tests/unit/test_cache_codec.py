"""Results as JSON and back: what comes back is the same, and what is no result is refused."""

from __future__ import annotations

import dataclasses
import json
import typing
from enum import Enum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smoke.cache.codec import Malformed, decode, encode
from smoke.model import Answer, Isolation, Load, Module, NameFacts, Outcome, Result, Touched

PLAIN = (str, int, float, bool, type(None))


def _instances(kind: Any) -> st.SearchStrategy[Any]:
    """Instances of a dataclass with anything in every field that is written."""
    hints = typing.get_type_hints(kind)
    written = [each.name for each in dataclasses.fields(kind) if each.name != "touched"]
    return st.builds(kind, **{name: _values(hints[name]) for name in written})


def _values(hint: Any) -> st.SearchStrategy[Any]:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple and arguments[-1] is Ellipsis:
        return st.lists(_values(arguments[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*map(_values, arguments))
    if arguments:
        return st.one_of(*map(_values, arguments))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(list(hint))
    if dataclasses.is_dataclass(hint):
        return _instances(hint)
    assert hint in PLAIN, f"smoke/cache/codec.py knows nothing about {hint}"
    finite = st.floats(allow_nan=False, allow_infinity=False)
    kinds = {str: st.text(max_size=3), int: st.integers(), float: finite, bool: st.booleans()}
    return kinds.get(hint, st.none())


@pytest.mark.parametrize("kind", [Result, Answer])
def test_whatever_a_child_can_say_comes_back_as_it_was(kind: Any) -> None:
    @given(_instances(kind))
    def check(value: Any) -> None:
        assert decode(kind, json.loads(json.dumps(encode(value)))) == value

    check()


def test_what_is_at_its_default_is_not_written() -> None:
    result = Result(Module("a", "/a.py"), Outcome.IMPORTED, Isolation.FORK, names=NameFacts(3))

    assert encode(result, without=("module",)) == {
        "outcome": "imported",
        "isolation": "fork",
        "names": [3],
    }


def test_names_of_fields_are_written_where_they_are_shorter_than_defaults() -> None:
    load = Load("x", "f", "/a.py", 3)

    assert encode(load) == ["x", "f", "/a.py", 3]
    assert encode(NameFacts(3, exposes="a b")) == {"functions": 3, "exposes": "a b"}


def test_what_was_touched_is_not_written_with_the_result() -> None:
    result = Result(Module("a", None), Outcome.IMPORTED, touched=Touched(("/a.py",)))

    assert "touched" not in encode(result)


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {"outcome": "imported", "surprise": 1},
        {"outcome": "splendid"},
        {"outcome": ["imported"]},
        {"outcome": "imported", "seconds": "long"},
        {"outcome": "imported", "seconds": True},
        {"outcome": "imported", "names": {"functions": "3"}},
        {"outcome": "imported", "names": ["3"]},
        {"outcome": "imported", "names": []},
        {"outcome": "imported", "names": [3, *[None] * 99]},
        "imported",
        {"outcome": "imported", "names": {"functions": 3, "loads": [{"name": "x"}]}},
        {"outcome": "imported", "names": {"functions": 3, "loads": {"name": "x"}}},
        {"outcome": "imported", "touched": {"files": []}},
        {"outcome": "imported", "module": {"name": "b", "path": None}},
        {"seconds": 1.0},
    ],
)
def test_what_is_no_result_is_refused(data: Any) -> None:
    with pytest.raises(Malformed):
        decode(Result, data, module=Module("a", None))


def test_a_whole_number_will_do_for_seconds() -> None:
    result = decode(Result, {"outcome": "imported", "seconds": 1}, module=Module("a", None))

    assert result.seconds == 1.0


def test_the_parts_of_a_load_come_back_as_a_load() -> None:
    load = Load("x", "f", "/a.py", 3, column=4, reach="caught")

    assert decode(Load, encode(load)) == load


@dataclasses.dataclass(frozen=True)
class _Checking:
    """Makes something of its fields when it is made."""

    text: str = ""

    def __post_init__(self) -> None:
        assert self.text


def test_what_makes_itself_is_not_decoded_past_its_own_code() -> None:
    with pytest.raises(TypeError, match=r"_Checking\.__post_init__ would be passed over"):
        decode(_Checking, {"text": "x"})
