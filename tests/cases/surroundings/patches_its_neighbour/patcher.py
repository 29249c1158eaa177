"""Puts the name in, but only if it is imported: `plain` alone does not have it."""

from . import plain

plain.brought = 1
