# proof: old()
# proof: newer()
# proof: short()
# proof: by_flag()
# proof: by_slice()
# proof: by_hex()
# proof: by_or()
# proof: early()
# proof: early_raise()
"""Guards over sys.version_info, folded with the live value."""

import sys

PY2 = sys.version_info[0] == 2
PY3 = not PY2


def old():
    if sys.version_info[0] < 3:
        return unicode, long, basestring
    return str


def newer():
    if sys.version_info >= (3, 99):
        return frozendict_of_the_future
    return dict


def short():
    return unicode if sys.version_info < (3, 0) else str


def by_flag():
    if PY2:
        return unichr(1)
    if not PY3:
        return xrange
    return chr(1)


def by_slice():
    if sys.version_info[:2] < (3, 3):
        return imp
    return None


def by_hex():
    if sys.hexversion < 0x03000000:
        return raw_input()
    return None


def by_or():
    return PY3 or unicode


def early():
    if PY3:
        return 1
    return unicode


def early_raise():
    if not PY2:
        try:
            raise RuntimeError("only Python 2")
        except RuntimeError:
            return None
    return unicode
