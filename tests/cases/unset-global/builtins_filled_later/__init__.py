"""Functions of one module put names into builtins, which the others then have."""
