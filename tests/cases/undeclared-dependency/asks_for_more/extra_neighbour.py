# outcome: absent
"""Installed in the environment of the case; no part of what is checked."""

VALUE = 1
