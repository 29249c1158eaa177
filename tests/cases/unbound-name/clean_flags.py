# proof: decode(b"")
# proof: method()
# proof: by_module()
# proof: early()
# proof: by_exception()
# proof: double()
# proof: in_class_flag()
# proof: chosen("x")
"""The usual flags around an optional dependency, folded with their live value."""

try:
    import absent_brotli
    from absent_zstd import Decoder

    HAS_BROTLI = True
except ImportError:
    HAS_BROTLI = False
    absent_module = None

try:
    from tempfile import SpooledTemporaryFile
except ImportError:
    from tempfile import TemporaryFile

    SpooledTemporaryFile = None

try:
    import absent_lz4

    have = {"lz4": True}
except ImportError:
    have = {}


def decode(data):
    if HAS_BROTLI:
        return Decoder(absent_brotli).decode(data)
    return data


def method():
    if SpooledTemporaryFile is not None:
        return SpooledTemporaryFile()
    return TemporaryFile()


def by_module():
    if absent_module is None:
        return None
    return Decoder()


def early():
    if not HAS_BROTLI:
        return None
    return Decoder()


def by_exception():
    try:
        return needs()
    except RuntimeError:
        return None


def needs():
    if not HAS_BROTLI:
        raise RuntimeError("install brotli")
    return Decoder()


def double():
    return HAS_BROTLI and Decoder() or None


class Coder:
    available = HAS_BROTLI

    def code(self):
        if not HAS_BROTLI:
            raise RuntimeError("install brotli")
        return [Decoder() for _ in range(2)]


def in_class_flag():
    return Coder().available


def chosen(kind):
    if kind == "br" and HAS_BROTLI:
        return Decoder()
    if HAS_BROTLI and kind == "zstd":
        return Decoder()

    class Local:
        if HAS_BROTLI:
            decoder = Decoder

    return Local
