"""What is collected beyond names, as far as the run wants it: fields of the "names" record.

    attributes   attributes of modules that functions use and that are not there (`lookups`)
    imports      imports in functions that fail or are still open (`lookups`), and for those of other
                 modules: `exposes`, the names that this module has, with a space between them,
                 and `answers`, whether it also answers for others by code of its own
    annotations  `annotations` and `annotated`: names in annotations that do not exist (`annotated`); with
                 "all-annotations" also those that the module's own level mentions
    lazy         `lazy`: attributes that come only when somebody asks for them (`lazy`)
    warnings     `warned`: warnings of the import and of compiling the source (`happened`)
    effects      `effects`: what the import did to its surroundings (`happened`)
    exports      `promises`: what is wrong with `__all__` (`exports`)

Everything that runs code of the package for this does so in a copy of the process.
"""

from __future__ import annotations

import sys

from . import annotated, attributes, exports, lazy, lookups, objects, restraint
from .live import Live
from .wire import EXPOSED_LIMIT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import happened

_MODULES = sys.modules


class Collector:
    """What to collect of each module."""

    def __init__(self, wanted: list[str]) -> None:
        self._wanted = frozenset(wanted)
        self._warned: happened.Warned | None = None
        self._effects: happened.Effects | None = None
        if not self._wanted.isdisjoint(("warnings", "effects")):
            from . import happened

            self._warned = happened.Warned() if "warnings" in self._wanted else None
            self._effects = happened.Effects() if "effects" in self._wanted else None

    def begin(self) -> None:
        """An import begins in this process."""
        if self._effects is not None:
            self._effects.begin()

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
        if "lazy" in self._wanted:
            found["lazy"] = lazy.names(name)
        if self._warned is not None:
            restraint.need("compiled sources")
            found["warned"] = self._warned.of(name, path)
        if self._effects is not None:
            found["effects"] = self._effects.of(name)
        found.update(lookups.examine(live, name, path, self._wanted))
        return found


def _exposed(name: str) -> dict[str, object]:
    module = _MODULES.get(name)
    namespace = objects.module_dict(module)
    told = None if namespace is None else " ".join(sorted(filter(_is_told, list(namespace))))
    if told is None or len(told) > EXPOSED_LIMIT:
        return {"exposes": "", "answers": True}
    return {"exposes": told, "answers": attributes.has_code(module)}


def _is_told(name: object) -> bool:
    return type(name) is str and " " not in name  # no import statement could name one with a space
