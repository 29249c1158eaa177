"""Importing one module gives all others a name."""
