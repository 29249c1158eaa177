"""Only what is known to have been spent on one module counts as its time."""

from __future__ import annotations

from smoke.runner.times import Times


def test_an_outside_module_has_all_that_it_took() -> None:
    times = Times(["shop"])
    times.of_stage(["numpy", "json"], [0.1, 0.003], [])
    assert times.known == {"numpy": 0.1, "json": 0.003}


def test_a_look_at_what_is_loaded_already_is_no_measurement() -> None:
    times = Times(["shop"])
    times.of_stage(["numpy", "numpy.linalg"], [0.1, 0.000004], [])
    assert times.known == {"numpy": 0.1}


def test_an_inside_module_that_loaded_others_is_not_known() -> None:
    times = Times(["shop"])
    times.of_module("shop.cart", 0.2, ["shop.base", "shop.cart"])
    times.of_stage(["shop.cart"], [0.2], ["shop.base", "shop.cart"])
    times.of_stage(["shop.a", "shop.b"], [0.2, 0.1], ["shop.a", "shop.b"])
    assert times.known == {}


def test_an_inside_module_alone_is_known() -> None:
    times = Times(["shop"])
    times.of_module("shop.base", 0.02, ["shop.base"])
    times.of_stage(["shop.cart"], [0.3], ["shop.cart"])
    assert times.known == {"shop.base": 0.02, "shop.cart": 0.3}
