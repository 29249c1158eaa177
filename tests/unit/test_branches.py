"""The order in which stages are worked off, and how many of them wait at a time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from smoke.runner.branches import places

trees = st.lists(st.integers(0, 10_000), max_size=60).map(
    lambda drawn: [None if not at or each % 7 == 0 else each % at for at, each in enumerate(drawn)]
)


def most_alive(parents: list[int | None]) -> int:
    """How many are there at once, if each ends as soon as the last one that comes from it is there."""
    order = sorted(range(len(parents)), key=places(parents).__getitem__)
    unborn = {number: parents.count(number) for number in range(len(parents))}
    alive: set[int] = set()
    most = 0
    for number in order:
        parent = parents[number]
        alive.add(number)
        most = max(most, len(alive))
        if parent is not None:
            unborn[parent] -= 1
        alive = {each for each in alive if unborn[each]}
    return most


@given(trees)
def test_a_branch_is_finished_before_the_next_begins(parents: list[int | None]) -> None:
    found = places(parents)
    assert sorted(found) == list(range(len(parents)))
    for number in range(len(parents)):
        branch = {number}
        for each in range(number, len(parents)):
            if parents[each] in branch:
                branch.add(each)
        assert {found[each] for each in branch} == set(range(found[number], found[number] + len(branch)))


def test_a_state_below_another_is_no_trouble_however_long_the_chain() -> None:
    assert most_alive([None, *range(5000)]) == 2


def test_the_largest_branch_comes_last() -> None:
    assert places([None, 0, 0, 1, 1]) == [0, 2, 1, 3, 4]


def test_branches_of_equal_size_keep_the_order_of_the_plan() -> None:
    assert places([None, None, 0, 0, None]) == [2, 0, 3, 4, 1]


def test_a_tree_of_a_thousand_states_has_few_of_them_alive() -> None:
    assert most_alive([None, *((number - 1) // 2 for number in range(1, 1023))]) <= 10
