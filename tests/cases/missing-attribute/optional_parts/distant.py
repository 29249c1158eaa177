"""The first of two imports binds the name of the package, and the second one fails."""

try:
    import optional_parts.parts
    import optional_parts.extra.deep
except ImportError:
    HAVE_EXTRA = False


def use():
    return optional_parts.extra.deep.use()  # expect: missing-attribute=warning optional_parts.extra "imports"


def misspelt():
    return optional_parts.exta  # expect: missing-attribute optional_parts.exta
