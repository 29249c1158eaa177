# outcome: raised
"""Another import first does not help: this is no cycle."""

from still_fails.fine import NOTHING  # expect: import-raised "NOTHING"

__all__ = ["NOTHING"]
