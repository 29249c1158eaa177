# outcome: raised
"""Fails when it comes first: `inner` wants back what is not there yet."""

from . import inner

VALUE = 1
