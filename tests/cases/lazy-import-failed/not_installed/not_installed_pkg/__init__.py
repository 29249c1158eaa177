"""Parts that need what is not installed: how bad that is depends on what the metadata says."""

import importlib

__all__ = [
    "curl",  # expect: lazy-import-failed=warning curl "declares it"
    "fast",  # expect: lazy-import-failed=note fast
    "hard",  # expect: lazy-import-failed=error hard
    "Curl",  # expect: lazy-import-failed=warning Curl "declares it"
    "Fast",  # expect: lazy-import-failed=note Fast
    "Gone",  # expect: undefined-export=error Gone
]

_NEEDS = {"curl": "absent_and_undeclared", "fast": "absent_accelerator", "hard": "absent_hard_requirement"}


def __getattr__(name):
    if name in _NEEDS:
        return importlib.import_module(_NEEDS[name])
    try:
        if name in ("Curl", "Fast"):
            return importlib.import_module(_NEEDS[name.lower()])
        return importlib.import_module(f".{name}", __name__)
    except ImportError as error:
        raise AttributeError(f"{name} is not available") from error
