# outcome: raised
"""Misses what its neighbour misses."""

from .backend import absent_backend
