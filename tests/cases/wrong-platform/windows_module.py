# outcome: raised
"""Needs a standard-library module of another platform."""

import msvcrt  # expect: wrong-platform msvcrt
