# proof: settings() -> config
"""A module's `__getattr__` answers for others, not for the module's own functions."""


def __getattr__(name):
    if name == "config":
        return {}
    raise AttributeError(name)


def settings():
    return config  # expect: undefined-name config
