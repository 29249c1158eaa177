"""Names that are there when the functions that import them run."""
