# python: >= 3.12
# outcome: raised
"""A module that the standard library used to have."""

import asynchat  # expect: import-raised asynchat "removed"
