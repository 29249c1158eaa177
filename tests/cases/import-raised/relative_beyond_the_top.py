# outcome: raised
"""A module without a package has nothing above it."""

from .. import anything  # expect: import-raised "attempted relative import"
