# proof: text("x")
# proof: getchar()
# proof: cache()
# proof: both("x")
# proof: short("x")
"""The flag lives in a neighbour, and comes as a name or as an attribute."""

from . import compat
from .compat import PY2, WIN
from .compat import has_beaker as _has_beaker

if WIN:
    import msvcrt


def text(value):
    if PY2:
        return unicode(value)
    if compat.PY2:
        return basestring
    return str(value)


def getchar():
    if WIN or compat.WIN:
        return msvcrt.getwch()
    if compat.MACOS:
        return _scproxy.get()
    return None


class Cache:
    def __init__(self):
        if not _has_beaker:
            raise LookupError("beaker is required")
        self.cache = beaker_cache.CacheManager()


def cache():
    try:
        return Cache()
    except LookupError:
        return None


def both(value):
    return value if not PY2 else unicode(value)


def short(value):
    return isinstance(value, (str, unicode) if PY2 else str)
