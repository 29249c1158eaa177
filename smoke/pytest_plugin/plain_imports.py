"""Rooms of smoke are imported as they are.

pytest rewrites the assertions of every module of a distribution that has a plugin, which takes it longer than
importing them, in each worker again where no bytecode is kept. Ours are none of tests.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType


class PlainImports:
    """A finder for `sys.meta_path`, to be asked before the one of pytest."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Where Python itself finds a room; nothing for other modules."""
        return PathFinder.find_spec(name, path, target) if name.startswith("smoke.") else None


def install() -> None:
    """From now on."""
    if PlainImports not in sys.meta_path:
        sys.meta_path.insert(0, PlainImports)
