# proof: why() -> error
"""`except … as error` deletes the name at the end of its block."""

try:
    import module_that_nobody_has
except ImportError as error:
    module_that_nobody_has = None


def why():
    return str(error)  # expect: deleted-name error
