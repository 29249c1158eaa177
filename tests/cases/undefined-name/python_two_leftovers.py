# proof: text(b"") -> unicode
# proof: ask() -> raw_input
# proof: count() -> xrange
# proof: order(1, 2) -> cmp
# proof: again("m") -> reload
"""Builtins of Python 2 that nothing replaces."""


def text(value):
    return unicode(value)  # expect: undefined-name unicode


def ask():
    return raw_input("? ")  # expect: undefined-name raw_input


def count():
    return list(xrange(3))  # expect: undefined-name xrange


def order(one, other):
    return cmp(one, other)  # expect: undefined-name cmp


def again(module):
    return reload(module)  # expect: undefined-name reload
