# proof: use() -> loaded
# proof: second() -> opened
"""A loop that never ran, and a with block that was never entered."""

import contextlib

for _plugin in ():
    loaded = _plugin

with contextlib.suppress(ValueError):
    int("no number")
    opened = True


def use():
    return loaded  # expect: unbound-name loaded


def second():
    return opened  # expect: unbound-name opened
