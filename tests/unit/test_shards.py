"""Every module is in exactly one part, on every machine, and packages stay together where that is fair."""

from __future__ import annotations

from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from smoke.model import Module
from smoke.plan import shards

names = st.lists(st.sampled_from("abcd"), min_size=1, max_size=4).map(".".join)
weights = st.dictionaries(names, st.integers(0, 10_000), max_size=40)


@given(weights, st.integers(1, 12))
def test_each_module_is_in_exactly_one_part(weights: dict[str, int], parts: int) -> None:
    found = shards.split(weights, parts)
    assert len(found) == parts
    assert sorted(name for part in found for name in part) == sorted(weights)


@given(weights, st.integers(1, 12), st.randoms(use_true_random=False))
def test_the_parts_do_not_depend_on_the_order_given(
    weights: dict[str, int], parts: int, random: Random
) -> None:
    items = list(weights.items())
    random.shuffle(items)
    assert shards.split(dict(items), parts) == shards.split(weights, parts)


@given(st.integers(2, 8), st.integers(8, 200))
def test_modules_of_equal_weight_are_shared_out_about_evenly(parts: int, count: int) -> None:
    found = shards.split({f"pkg.m{number:03}": 100 for number in range(count)}, parts)
    assert max(map(len, found)) - min(map(len, found)) <= 2 * count / parts / 5 + 2


def test_a_package_stays_whole_where_the_parts_come_out_about_equal() -> None:
    one = [f"pkg.one.m{number}" for number in range(11)]
    two = [f"pkg.two.m{number}" for number in range(9)]
    first, second = shards.split(dict.fromkeys([*one, *two], 100), 2)
    assert (sorted(first), sorted(second)) == (sorted(one), sorted(two))


def test_a_heavy_module_has_a_part_of_its_own() -> None:
    found = shards.split({"a": 1, "b": 1000, "c": 1}, 3)
    assert sorted(map(len, found)) == [0, 1, 2]


def test_there_may_be_more_parts_than_modules() -> None:
    assert sorted(map(len, shards.split({"a": 1, "b": 1}, 4))) == [0, 0, 1, 1]
    assert shards.split({}, 2) == ((), ())


def test_a_module_without_a_file_weighs_as_much_as_an_empty_one(tmp_path: Path) -> None:
    empty = tmp_path / "a.py"
    empty.write_text("")
    found = shards.of_sizes([Module("a", str(empty)), Module("b", None), Module("c", "/nowhere/c.py")])
    assert found["a"] == found["b"] == found["c"] > 0
