# proof: kind()
# proof: text_type()
# proof: swallow()
# proof: cached()
# proof: cached_again()
# proof: nested()
# proof: suppressed()
"""A NameError that the function itself handles is a question, not a mistake."""

import contextlib


def kind():
    try:
        return get_ipython().__class__
    except NameError:
        return None


def text_type():
    try:
        unicode
    except NameError:
        return str
    else:
        return unicode


def swallow():
    try:
        handle.close()
    except Exception:
        pass


def cached():
    global _cache
    try:
        return _cache
    except NameError:
        _cache = {}
        return _cache


def cached_again():
    try:
        return other_cache
    except (KeyError, NameError):
        return 1


def nested():
    try:
        try:
            return somewhere
        finally:
            str()
    except BaseException:
        return None


def suppressed():
    with contextlib.suppress(NameError):
        return nowhere_at_all
    return None
