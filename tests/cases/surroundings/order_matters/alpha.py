"""Would break its neighbours if they were imported in the same process."""

from . import LOADED

LOADED.append("alpha")
assert LOADED == ["alpha"]
