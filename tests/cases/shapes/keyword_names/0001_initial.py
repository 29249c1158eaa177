"""A Django migration starts with a digit."""
