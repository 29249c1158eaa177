"""Submodules on demand."""

import importlib


def __getattr__(name):
    if name == "part":
        return importlib.import_module(__name__ + ".part")
    raise AttributeError(name)
