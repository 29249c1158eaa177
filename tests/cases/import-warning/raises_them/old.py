import warnings


def function():
    warnings.warn("use another function", DeprecationWarning, stacklevel=2)
