"""The module's own `__getattr__` knows one of them."""

__all__ = ["on_demand", "gone"]  # expect: undefined-export gone


def __getattr__(name):
    if name == "on_demand":
        return 1
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
