# proof: TABLE[0](1) -> first_lost
# proof: list(LATER) -> second_lost
# proof: Slotted().value -> third_lost
# proof: OUTER()() -> fourth_lost
# proof: Box.handler(None) -> fifth_lost
# proof: KEY() -> sixth_lost
"""Functions that no name of the module refers to."""

import functools

TABLE = [lambda value: first_lost]  # expect: undefined-name first_lost
LATER = map(lambda value: second_lost, [1])  # expect: undefined-name second_lost


class Slotted:
    __slots__ = ("_value",)

    @property
    def value(self):
        return third_lost  # expect: undefined-name third_lost


def _make():
    def outer():
        def inner():
            return fourth_lost  # expect: undefined-name fourth_lost

        return inner

    return outer


OUTER = _make()
Box = type("Box", (), {"handler": lambda self: fifth_lost})  # expect: undefined-name fifth_lost


def KEY(value):
    return sixth_lost  # expect: undefined-name sixth_lost


KEY = functools.partial(KEY, 1)
