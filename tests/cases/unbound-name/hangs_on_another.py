# proof: make() -> Spooled
# proof: plain() -> Spooled
"""What is looked up only if another missing name has some value is not said: nobody knows the value."""

try:
    pass  # the import that was here is gone
except ImportError:
    from tempfile import TemporaryFile

    Spooled = None


def make():
    if Spooled is not None:  # expect: unbound-name Spooled
        return Spooled()  # expect: unbound-name Spooled
    return TemporaryFile()


def make_otherwise():
    if not Spooled:  # expect: unbound-name Spooled
        return [TemporaryFile() for _ in range(2)]
    return None


def plain():
    if Spooled is not None:  # expect: unbound-name Spooled
        print("spooled")
    return TemporaryFile()  # expect: unbound-name TemporaryFile


def once(size):
    if size:
        return Spooled()  # expect: unbound-name Spooled
    return TemporaryFile()  # expect: unbound-name TemporaryFile
