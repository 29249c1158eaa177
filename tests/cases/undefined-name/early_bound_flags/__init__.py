# proof: scan("x")
# proof: keyword("x")
# proof: Scanner().text("x")
# proof: same_name("x")
# proof: other(1) -> unicode
# proof: passed(False) -> unicode
# proof: rebound() -> unicode
"""A parameter that keeps a constant at hand (`_PY3=PY3`) guards like the constant itself."""

from .compat import PY3


def scan(text, encoding=None, _PY3=PY3):
    if not _PY3 and not isinstance(text, unicode):
        return unicode(text, encoding)
    return text


def keyword(text, *, _PY3=PY3):
    return text if _PY3 else unicode(text)


class Scanner:
    def text(self, text, _PY3=PY3):
        if _PY3:
            return text
        return unicode(text)


def same_name(text, PY3=PY3):
    if PY3:
        return text
    return unicode(text)


def other(text, _flag=False):
    if _flag:
        return text
    return unicode(text)  # expect: undefined-name unicode


def passed(is_new=True):
    if is_new:
        return 1
    return unicode()  # expect: undefined-name unicode


def rebound(_PY3=PY3):
    _PY3 = not _PY3
    if _PY3:
        return 1
    return unicode()  # expect: undefined-name unicode
