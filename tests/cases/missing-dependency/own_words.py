# outcome: raised
"""The package says in its own words what is missing."""

try:
    import absent_driver  # expect: missing-dependency absent_driver
except ImportError as error:
    raise ImportError("install the driver: pip install absent-driver") from error
