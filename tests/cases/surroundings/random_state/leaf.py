"""Each child imports its own parent or shares its state; both must work."""

from . import SEED

assert 0 <= SEED < 1
