"""Asking the module for attributes does harm; its dictionary is there to be read."""


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    raise SystemExit("do not ask for " + name)


def __dir__():
    raise SystemExit("do not list me")
