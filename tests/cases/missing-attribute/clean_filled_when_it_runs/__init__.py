"""Modules whose functions fill their own namespace, and others', also with names that they compute."""
