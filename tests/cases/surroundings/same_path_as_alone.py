"""The folder of the run is not on sys.path unless the target is there."""

import sys

assert "" not in sys.path
assert not any(name.startswith("smoke") for name in sys.modules), "smoke leaked into the child"
