# proof: raising() -> NoSuchError
# proof: handling() -> OtherError
# proof: formatting() -> reader
# proof: asserting(0) -> explanation
# proof: entering() -> manager
# proof: deleting() -> table
# proof: calling(1) -> callback
# proof: walking() -> tree
# proof: slicing([1]) -> begin
# proof: awaiting().send(None) -> future
# proof: list(yielding()) -> source
# proof: chaining(1) -> upper
# proof: unpacking() -> pairs
"""The load is found in every kind of statement."""


def raising():
    raise NoSuchError("no")  # expect: undefined-name NoSuchError


def handling():
    try:
        return [][1]
    except OtherError:  # expect: undefined-name OtherError
        return None


def formatting():
    return f"{reader!r:>20}"  # expect: undefined-name reader


def asserting(value):
    assert value, explanation  # expect: undefined-name explanation


def entering():
    with manager() as opened:  # expect: undefined-name manager
        return opened


def deleting():
    del table["key"]  # expect: undefined-name table


def calling(value):
    return callback(value, *value, **value)  # expect: undefined-name callback


def walking():
    for leaf in tree.walk():  # expect: undefined-name tree
        yield leaf


walking = (lambda make: lambda: list(make()))(walking)


def slicing(values):
    return values[begin:]  # expect: undefined-name begin


async def awaiting():
    return await future  # expect: undefined-name future


def yielding():
    yield from source  # expect: undefined-name source


def chaining(value):
    return 0 < value < upper  # expect: undefined-name upper


def unpacking():
    first, *rest = pairs  # expect: undefined-name pairs
    return first, rest
