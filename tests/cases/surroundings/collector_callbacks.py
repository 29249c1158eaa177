"""Enables the collector, hangs itself into it, and has objects that object to being looked at."""

import gc


class Shy:
    def __getattribute__(self, name):
        raise RuntimeError(f"do not look at my {name}")

    def __eq__(self, other):
        raise RuntimeError("do not compare me")

    def __bool__(self):
        raise RuntimeError("I am neither true nor false")

    def __hash__(self):
        raise RuntimeError("do not count me")


shy = Shy()
gc.callbacks.append(lambda phase, info: None)
gc.enable()
gc.set_threshold(1)


def use(value):
    if shy:
        return shy
    if shy is None:
        return value
    return shy == value
