# outcome: raised
"""`from None` hides the cause; it is still the reason."""

try:
    import absent_engine  # expect: missing-dependency absent_engine
except ModuleNotFoundError:
    raise ImportError("this feature needs the engine") from None
