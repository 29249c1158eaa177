from . import LOADED

LOADED.append("beta")
assert LOADED == ["beta"]
