"""Filled by `start`."""
