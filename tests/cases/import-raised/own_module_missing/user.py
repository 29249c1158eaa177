# outcome: raised
"""A module of the package itself that does not exist is no missing dependency."""

from . import helpers_that_do_not_exist  # expect: import-raised
