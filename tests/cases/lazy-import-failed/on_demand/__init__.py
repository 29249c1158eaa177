# proof: __getattr__("confused") -> nam
"""Names that are imported when somebody asks for them; some of these imports fail."""

import importlib

__all__ = [
    "fine",
    "Parts",
    "broken",  # expect: lazy-import-failed broken "RuntimeError"
    "misspelt",  # expect: lazy-import-failed misspelt "No module named"
    "leaves",  # expect: lazy-import-failed leaves "ends the process"
    "experimental",  # expect: lazy-import-failed=note experimental "enable it first"
    "fetched",  # expect: lazy-import-failed=note fetched "no such sample"
    "confused",  # expect: lazy-import-failed confused "NameError"
    "last",
]

_MODULES = {"fine": ".fine", "broken": ".broken", "misspelt": ".mispelt", "leaves": ".fine", "last": ".fine"}


def _fetch(name):
    raise OSError(f"no such sample: {name}")


def __getattr__(name):
    if name == "Parts":
        from .fine import Parts

        return Parts
    if name == "leaves":
        import os

        os._exit(0)
    if name == "fetched":
        return _fetch(name)
    if name == "confused":
        return nam  # expect: undefined-name nam
    if name == "experimental":
        raise ImportError("enable it first")
    if name in _MODULES:
        return importlib.import_module(_MODULES[name], __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
