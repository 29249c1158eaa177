"""Attributes of modules, imports in functions and `__all__`: who is right, by executing the line."""
