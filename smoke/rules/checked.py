"""What the rules must know of a run beyond one result: what belongs to the target, and what is installed.

Contract: built once for each interpreter from the selection; nothing here reads a module or
runs a process. The metadata of installed distributions comes in as an object with the
methods of `Metadata` and is asked only when something failed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cached_property

from smoke.dataclass import dataclass
from smoke.model import Frame, Interpreter, Module, Selection, Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol
else:
    Protocol = object


Place = tuple[str, str, str]  # version, platform and implementation of an interpreter


class Metadata(Protocol):
    """What is known of distributions, over the `sys.path` of the checked interpreter."""

    def named(self, name: str) -> object | None:
        """The installed distribution of that name."""

    def providing(self, top_level: str) -> tuple[str, ...]:
        """Names of the installed distributions that ship this import name."""

    def extras_needing(self, distribution: str, module: str) -> tuple[str, ...]:
        """Extras of the distribution whose requirements would bring the module."""

    def extras_named(self, distribution: str, module: str) -> tuple[str, ...]:
        """Extras of the distribution that are called like a part of the name and are not installed."""

    def requires(self, distribution: str, module: str, place: Place) -> str | None:
        """The requirement of the distribution that would bring the module and holds there."""

    def requires_elsewhere(self, distribution: str, module: str, place: Place) -> tuple[str, bool] | None:
        """The marker of one that holds elsewhere only, and whether it does so on another platform."""

    def lacking_for(self, distribution: str, extras: Iterable[str]) -> tuple[str, ...]:
        """The requirements of these extras of the distribution that are not installed."""

    def for_modules(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Names of the distributions that these modules belong to."""


@dataclass(frozen=True)
class Checked:
    """The target of one run, as the rules see it."""

    interpreter: Interpreter
    selection: Selection
    metadata: Metadata
    builtins: frozenset[str]  # names that the user says the environment injects
    names: frozenset[str]  # of all planned modules
    files: frozenset[str]
    folders: frozenset[str]  # of all planned packages

    def owns(self, frame: Frame) -> bool:
        """True if the frame runs code of the target."""
        if frame.path in self.files or frame.module in self.names:
            return True
        return os.path.dirname(frame.path) in self.folders

    def owns_module(self, name: str) -> bool:
        """True if a module of that name could only come from the target itself.

        `pkg.missing` belongs to the target when `pkg` does; a namespace shared with other
        distributions (`google`) belongs to nobody, so there only a planned package counts.
        """
        top, *_ = above = prefixes(name)
        shared = len(self.metadata.providing(top)) > 1
        if any(prefix in self.names for prefix in above[1 if shared else 0 :]):
            return True
        return not shared and top in self._regular_tops

    def owners(self, importer: str) -> tuple[str, ...]:
        """Those of them that a module of the target belongs to; all where that is not known."""
        if len(self.distributions) < 2:
            return self.distributions
        for name in (importer, importer.partition(".")[0]):  # not every file is in the record of its own
            owners = self.metadata.for_modules((name,))
            found = tuple(each for each in self.distributions if each in owners)
            if found:
                return found
        return self.distributions

    def required(self, module: str, importer: str) -> tuple[str, str] | None:
        """(distribution, requirement) that ought to have brought the module here."""
        for distribution in self.owners(importer):
            requirement = self.metadata.requires(distribution, module, self._place)
            if requirement is not None:
                return distribution, requirement
        return None

    def required_elsewhere(self, module: str, importer: str) -> tuple[str, str, bool] | None:
        """(distribution, marker, whether the platform decides) if one requires the module, but not here.

        None where something is installed that ships the module's package: then it is a matter of versions.
        """
        if self.metadata.providing(module.partition(".")[0]):
            return None
        for distribution in self.owners(importer):
            found = self.metadata.requires_elsewhere(distribution, module, self._place)
            if found is not None:
                return distribution, *found
        return None

    @property
    def _place(self) -> Place:
        return self.interpreter.version, self.interpreter.platform, self.interpreter.implementation

    @cached_property
    def distributions(self) -> tuple[str, ...]:
        """The distributions that are being checked."""
        return self.selection.distributions or self.metadata.for_modules(tuple(sorted(self.names)))

    @cached_property
    def _regular_tops(self) -> frozenset[str]:
        """Top-level names of the target that stand for one folder with an `__init__`, or for one module."""
        beside = {}  # one module for each folder: those beside it have the same top
        for module in self.selection.modules:
            folder = None if module.path is None else os.path.dirname(module.path)
            beside[folder, module.name.rpartition(".")[0] or module.name, module.is_package] = module
        placed = {_top_folder(module) for module in beside.values()}
        return frozenset(top for top, folder in placed if folder is None or _is_regular(folder))


def of(interpreter: Interpreter, selection: Selection, metadata: Metadata, settings: Settings) -> Checked:
    """The view of one run that all rules share."""
    placed = [(module, module.path) for module in selection.modules if module.path is not None]
    return Checked(
        interpreter,
        selection,
        metadata,
        builtins=frozenset(settings.builtins),
        names=frozenset(module.name for module in selection.modules),
        files=frozenset(path for _, path in placed),
        folders=frozenset(os.path.dirname(path) for module, path in placed if module.is_package),
    )


def prefixes(name: str) -> list[str]:
    """["a", "a.b", "a.b.c"] for "a.b.c"."""
    parts = name.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]


def _top_folder(module: Module) -> tuple[str, str | None]:
    """The top-level name above a module and its folder; None where it is a single module."""
    top, *below = module.name.split(".")
    if module.path is None or not (below or module.is_package):
        return top, None
    folder = os.path.dirname(module.path)
    for _ in below if module.is_package else below[:-1]:
        folder = os.path.dirname(folder)
    return top, folder


def _is_regular(folder: str) -> bool:
    try:
        return any(entry.startswith("__init__.") for entry in os.listdir(folder))
    except OSError:
        return False
