"""Imports none of its modules."""
