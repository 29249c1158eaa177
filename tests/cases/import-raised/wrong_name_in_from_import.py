# outcome: raised
"""The standard library has the module but not the name."""

from json import dump_strings  # expect: import-raised "cannot import name 'dump_strings'"
