# outcome: raised
"""The missing module was being handled; what broke is something else."""

try:
    import absent_accelerator
except ImportError:
    absent_accelerator = None
    FAST = absent_accelerator.speed  # expect: import-raised "AttributeError"
