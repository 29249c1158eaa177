# outcome: raised
"""Breaks where its helper breaks: the place is the helper's line, for both."""

from . import helper
