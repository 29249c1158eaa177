"""How a line is reached, on every interpreter: the calls that the bytecode and the live objects tell.

Each function that ends a chain loads a name of its own that does not exist (`lost_…`), so each is
a finding; what is expected is its chain in the words `caller > callee`, with `~` before a callee that
is known by its name only.
"""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import interpreters
import pytest
from trees import grow

SHOP = """\
import functools
import os
import sys
import threading

from . import stock
from .stock import REGISTER, Cart, Till, leaf_by_name, put

FLAG = LATER = False


def by_global():
    return leaf_by_name()


def by_module():
    return stock.leaf_by_module(1, key=2)


def with_stars(values, options):
    return stock.leaf_with_stars(*values, **options)


def with_a_choice(flag):
    return stock.leaf_with_a_choice(1 if flag else 2, [each for each in ()], other=flag or 3)


def makes():
    return Cart(1)


def of_class():
    return Cart.made()


def of_an_instance():
    return REGISTER.note("sold")


def of_anything(thing):
    return thing.settle()


def reads(thing):
    return thing.price


def enters(thing):
    with thing:
        return 1


def through_a_wrapper():
    return stock.leaf_wrapped()


def through_a_cache():
    return stock.leaf_cached()


def through_a_partial():
    return stock.PARTIAL()


def hands_on(items):
    threading.Thread(target=stock.leaf_handed_on).start()
    return list(map(stock.leaf_mapped, items))


def in_a_comprehension(items):
    return [stock.leaf_in_a_comprehension(each) for each in items]


def imports_late():
    from .late import leaf_late

    return leaf_late()


def imports_module_late():
    from shop import late

    return late.leaf_in_a_late_module()


def nests():
    def inner():
        return lost_nested

    return inner


def first(turns):
    return second(turns)


def second(turns):
    return first(turns) or lost_in_a_circle


class Counter:
    def work(self):
        return self.step()

    def step(self):
        def later():
            return self.leaf_of_self()

        return later

    def leaf_of_self(self):
        return lost_of_self


class Derived(Till):
    def close(self):
        return self.leaf_inherited()


async def waits():
    async with Till() as till:
        return await put(till)


def for_an_old_python():
    if sys.version_info < (3, 3):
        return stock.leaf_of_old_pythons()
    return stock.leaf_of_new_pythons()


def behind_a_flag():
    if not FLAG:
        return None
    return stock.leaf_behind_a_flag()


def makes_for_an_old_python():
    if os.name == "java":
        def inner():
            return stock.leaf_inside()

        return inner
    return None


def with_a_flag_that_is_set_later():
    return stock.leaf_behind_what_is_set() if LATER else None


def sets():
    global LATER
    LATER = True
"""
STOCK = """\
import functools


def leaf_by_name():
    return lost_by_name


def leaf_by_module(*args, **options):
    return lost_by_module


def leaf_with_stars(*args, **options):
    return lost_with_stars


def leaf_with_a_choice(*args, **options):
    return lost_with_a_choice


def leaf_handed_on():
    return lost_handed_on


def leaf_mapped(item):
    return lost_mapped


def leaf_in_a_comprehension(item):
    return lost_in_a_comprehension


def leaf_for_partial(number):
    return lost_for_partial


def logged(function):
    @functools.wraps(function)
    def wrapper(*args):
        return function(*args)

    return wrapper


@logged
def leaf_wrapped():
    return lost_wrapped


@functools.lru_cache(maxsize=None)
def leaf_cached():
    return lost_cached


PARTIAL = functools.partial(leaf_for_partial, 1)


class Cart:
    def __init__(self, size):
        self.size = lost_made

    @classmethod
    def made(cls):
        return lost_of_class

    def settle(self):
        return lost_settled

    @property
    def price(self):
        return lost_price

    def __enter__(self):
        return lost_entered

    def __exit__(self, *what):
        return None


class Register:
    def note(self, text):
        return lost_note


REGISTER = Register()


class Till:
    def leaf_inherited(self):
        return lost_inherited

    async def __aenter__(self):
        return lost_awaited

    async def __aexit__(self, *what):
        return None


async def put(till):
    return lost_put


def leaf_of_old_pythons():
    return lost_in_old_pythons


def leaf_of_new_pythons():
    return lost_in_new_pythons


def leaf_behind_a_flag():
    return lost_behind_a_flag


def leaf_inside():
    return lost_inside


def leaf_behind_what_is_set():
    return lost_behind_what_is_set
"""
LATE = """\
def leaf_late():
    return lost_late


def leaf_in_a_late_module():
    return lost_in_a_late_module
"""
CHAINS = {
    "lost_by_name": "by_global > leaf_by_name",
    "lost_by_module": "by_module > leaf_by_module",
    "lost_with_stars": "with_stars > leaf_with_stars",
    "lost_with_a_choice": "with_a_choice > leaf_with_a_choice",
    "lost_made": "makes > Cart.__init__",
    "lost_of_class": "of_class > Cart.made",
    "lost_note": "of_an_instance > Register.note",
    "lost_settled": "of_anything > ~Cart.settle",
    "lost_price": "reads > ~Cart.price",
    "lost_entered": "enters > ~Cart.__enter__",
    "lost_wrapped": "through_a_wrapper > leaf_wrapped",
    "lost_cached": "through_a_cache > leaf_cached",
    "lost_for_partial": "through_a_partial > leaf_for_partial",
    "lost_handed_on": "leaf_handed_on",
    "lost_mapped": "leaf_mapped",
    "lost_in_a_comprehension": "in_a_comprehension > leaf_in_a_comprehension",
    "lost_late": "imports_late > leaf_late",
    "lost_in_a_late_module": "imports_module_late > leaf_in_a_late_module",
    "lost_nested": "nests > nests.<locals>.inner",
    "lost_in_a_circle": "first > second",
    "lost_of_self": "Counter.work > Counter.step > Counter.step.<locals>.later > Counter.leaf_of_self",
    "lost_inherited": "Derived.close > Till.leaf_inherited",
    "lost_awaited": "waits > ~Till.__aenter__",
    "lost_put": "waits > put",
    "lost_in_old_pythons": "leaf_of_old_pythons",  # nobody calls it here, though somebody else may
    "lost_in_new_pythons": "for_an_old_python > leaf_of_new_pythons",
    "lost_behind_a_flag": "leaf_behind_a_flag",
    "lost_inside": "leaf_inside",
    "lost_behind_what_is_set": "with_a_flag_that_is_set_later > leaf_behind_what_is_set",
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The package."""
    files = {"shop/__init__.py": "", "shop/front.py": SHOP, "shop/stock.py": STOCK, "shop/late.py": LATE}
    # loaded first, so that the imports inside functions lead to something that is there
    files["shop/__init__.py"] = "from . import late\n"
    return grow(tmp_path, files)


def _findings(folder: Path, *options: str) -> dict[str, dict[str, Any]]:
    command = [sys.executable, "-m", "smoke", "./shop", "--output-format", "json", "--no-progress", *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == 1, done.stderr
    return {one["name"]: one for one in json.loads(done.stdout)["findings"]}


def _shown(chain: list[dict[str, Any]]) -> str:
    return " > ".join(f"{'~' if link['possible'] else ''}{link['function']}" for link in chain)


@pytest.mark.parametrize("strategy", ["fork", "fresh"])
@pytest.mark.parametrize("version", interpreters.VERSIONS)
def test_each_finding_says_how_its_line_is_reached(version: str, strategy: str, shop: Path) -> None:
    reason = interpreters.missing(version)
    if reason:
        pytest.skip(reason)
    found = _findings(shop, "-v", "--python", str(interpreters.find(version)), "--isolation", strategy)
    assert {name: _shown(one["reached"][0]) for name, one in found.items()} == CHAINS


def test_each_link_says_where_it_calls_the_next_one(shop: Path) -> None:
    for one in _findings(shop, "-v").values():
        for chain in one["reached"]:
            assert chain[-1]["line"] == one["line"]
            for caller, called in itertools.pairwise(chain):
                line = Path(caller["path"]).read_text().splitlines()[caller["line"] - 1]
                assert _names(called["function"]) & set(line.replace("(", " ").replace(".", " ").split())


def _names(function: str) -> set[str]:
    """What a line that calls this function must say."""
    *owner, name = function.split(".")
    made = {"__init__": owner[-1:], "__enter__": ["with"], "__aenter__": ["with"]}.get(name, [name])
    return {*made, "PARTIAL"} if name == "leaf_for_partial" else set(made)


def test_where_the_source_is_all_there_is_the_names_of_what_is_called_make_the_chain(shop: Path) -> None:
    (shop / "shop" / "more.py").write_text(
        "from absent_library import Base\nfrom .stock import Cart\n\n\nclass Desk(Base):\n"
        "    def serve(self, cart):\n        return help_out(self.ask(cart))\n\n"
        "    def ask(self, cart):\n        return cart.settle()\n\n\n"
        "def help_out(answer):\n    return lost_unread\n"
    )
    found = _findings(shop, "-v")
    assert found["lost_unread"]["message"].endswith("(not confirmed live: the module does not import here)")
    assert _shown(found["lost_unread"]["reached"][0]) == "Desk.serve > ~help_out"
    others = [_shown(chain) for chain in found["lost_settled"]["reached"]]
    assert others == ["of_anything > ~Cart.settle", "Desk.serve > ~Desk.ask > ~Cart.settle"]


def test_nothing_is_collected_where_nobody_asks(shop: Path) -> None:
    assert {len(one["reached"]) for one in _findings(shop).values()} == {0}


def test_the_chain_from_what_a_log_names_comes_first(shop: Path) -> None:
    (shop / "shop" / "more.py").write_text(
        "from .stock import leaf_by_name\n\n\ndef route():\n    return middle()\n\n\n"
        "def middle():\n    return leaf_by_name()\n"
    )
    log = "ERROR shop.more:middle: name 'lost_by_name' is not defined"
    found = _findings(shop, "--match", log)
    assert list(found) == ["lost_by_name"]
    assert [_shown(chain) for chain in found["lost_by_name"]["reached"]] == [
        "middle > leaf_by_name",
        "by_global > leaf_by_name",
        "route > middle > leaf_by_name",
    ]
