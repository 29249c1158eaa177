"""Names that a helper of another module binds in the module of whoever calls it."""
