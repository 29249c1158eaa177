# proof: quiet() -> lost_one
# proof: loud() -> lost_two
# proof: cached() -> lost_three
# proof: Thing().value -> lost_four
# proof: Thing.make() -> lost_five
# proof: Thing.shape() -> lost_six
# proof: partial() -> lost_seven
# proof: Made().hello() -> lost_eight
# proof: HANDLERS["go"]() -> lost_nine
"""The function that a decorator, a descriptor or a metaclass holds is still a function of the module."""

import functools


def _plain(function):
    def call(*arguments):
        return function(*arguments)

    return call


def _careful(function):
    @functools.wraps(function)
    def call(*arguments):
        return function(*arguments)

    return call


@_plain
def quiet():
    return lost_one  # expect: undefined-name lost_one


@_careful
def loud():
    return lost_two  # expect: undefined-name lost_two


@functools.lru_cache(maxsize=None)
def cached():
    return lost_three  # expect: undefined-name lost_three


class Thing:
    @property
    def value(self):
        return lost_four  # expect: undefined-name lost_four

    @classmethod
    def make(cls):
        return lost_five  # expect: undefined-name lost_five

    @staticmethod
    def shape():
        return lost_six  # expect: undefined-name lost_six


def _with(value):
    return lost_seven, value  # expect: undefined-name lost_seven


partial = functools.partial(_with, 1)


class _Meta(type):
    def __new__(meta, name, bases, space):
        def hello(self):
            return lost_eight  # expect: undefined-name lost_eight

        return super().__new__(meta, name, bases, dict(space, hello=hello))


class Made(metaclass=_Meta):
    pass


HANDLERS = {"go": lambda: lost_nine}  # expect: undefined-name lost_nine
