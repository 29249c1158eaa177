"""Parts that need what is not installed: how bad that is depends on what the metadata says."""

import importlib

__all__ = [
    "curl",  # expect: lazy-import-failed=warning curl "declares it"
    "fast",  # expect: lazy-import-failed=note fast
    "hard",  # expect: lazy-import-failed=error hard
]

_NEEDS = {"curl": "absent_and_undeclared", "fast": "absent_accelerator", "hard": "absent_hard_requirement"}


def __getattr__(name):
    if name in _NEEDS:
        return importlib.import_module(_NEEDS[name])
    raise AttributeError(name)
