# proof: path() -> os
# proof: total() -> _table
"""Names tidied away at the end of the module while functions still need them."""

import os

_table = {"a": 1}


def path():
    return os.getcwd()  # expect: deleted-name os "line 18"


def total():
    return sum(_table.values())  # expect: deleted-name _table


del os, _table
