"""Names that are made on demand without any import: nobody asks for them, for that may be dear."""

import json
import os

from .fetching import SAMPLES, fetch

__all__ = ["broken", "first", "second"]


def __getattr__(name):
    if name in SAMPLES:
        return fetch(SAMPLES[name])
    if name == "broken":
        return json.loads(os.fspath("{"))
    raise AttributeError(name)
