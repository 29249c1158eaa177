"""Puts its own function in the place of __import__, and its own finders in front."""

import builtins
import sys

_real = builtins.__import__


def _mine(name, *arguments, **options):
    if name.startswith("_smoke"):
        raise ImportError("none of that")
    return _real(name, *arguments, **options)


class _Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        return None


builtins.__import__ = _mine
sys.meta_path.insert(0, _Finder)
sys.modules["opcode"] = sys.modules["dis"] = None
