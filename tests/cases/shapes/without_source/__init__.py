# make: bytecode without_source/hidden.py
# outcome without_source.hidden: imported
"""A module of which only the bytecode is there."""
