"""Everything that is promised comes."""

import importlib

__all__ = ["Parts", "fine"]


def __getattr__(name):
    if name in __all__:
        fine = importlib.import_module(".fine", __name__)
        return fine if name == "fine" else fine.Parts
    raise AttributeError(name)
