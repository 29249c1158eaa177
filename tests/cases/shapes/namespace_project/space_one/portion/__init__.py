"""A namespace package at the top: it has no file, so it is no module of the plan."""
