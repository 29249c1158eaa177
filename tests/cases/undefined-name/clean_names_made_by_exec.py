# proof: use()
# proof: generated()
# proof: total()
"""Names written by exec, by globals() and by setattr exist, whatever the source says."""

import sys

exec("def generated():\n    return helper_of_generated\n")
exec("helper_of_generated = 1")

for _name in ("red", "green", "blue"):
    globals()[_name] = _name
    setattr(sys.modules[__name__], _name.upper(), _name)

globals().update(width=1, height=2)


def use():
    return red, green, blue, RED, GREEN, BLUE


def total():
    return width + height
