# proof: made()
"""Functions that exec makes in a namespace of its own are judged by that namespace."""

import collections

_space = {"secret": 42}
exec("def made():\n    return secret\n", _space)
made = _space["made"]

Point = collections.namedtuple("Point", "x y")
