"""What is collected beyond names, as far as the run wants it: fields of the "names" record.

    attributes   attributes of modules that functions use and that are not there (`lookups`)
    imports      imports in functions that fail or are still open (`lookups`), and for those of other
                 modules: `exposes`, the names that this module has, and `answers`, whether it
                 also answers for others by code of its own
    annotations  `annotations` and `annotated`: names in annotations that do not exist (`annotated`); with
                 "all-annotations" also those that the module's own level mentions
    exports      `promises`: what is wrong with `__all__` (`exports`)

Everything that runs code of the package for this does so in a copy of the process.
"""

from __future__ import annotations

import sys

from . import annotated, attributes, exports, lookups, objects
from .live import Live

_MODULES = sys.modules
_MOST = 20_000  # names that a module tells; one with more counts as answering by itself


class Collector:
    """What to collect of each module."""

    def __init__(self, wanted: list[str]) -> None:
        self._wanted = frozenset(wanted)

    def collect(self, live: Live, name: str, path: str | None) -> dict[str, object]:
        """The fields of one module."""
        found: dict[str, object] = {}
        if "imports" in self._wanted:
            found.update(_exposed(name))
        if "exports" in self._wanted:
            found["promises"] = exports.examine(live, name)
        if "annotations" in self._wanted:
            loads, bindings = annotated.examine(live, name, path, "all-annotations" in self._wanted)
            found.update(annotations=loads, annotated=bindings)
        found.update(lookups.examine(live, name, path, self._wanted))
        return found


def _exposed(name: str) -> dict[str, object]:
    module = _MODULES.get(name)
    namespace = objects.module_dict(module)
    if namespace is None or len(namespace) > _MOST:
        return {"exposes": [], "answers": True}
    names = sorted(each for each in list(namespace) if type(each) is str)
    return {"exposes": names, "answers": attributes.has_code(module)}
