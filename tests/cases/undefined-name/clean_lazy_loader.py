# proof: encode()
"""A module of the standard library behind importlib's own lazy loader."""

import importlib.util
import sys

_spec = importlib.util.find_spec("wave")
_loader = importlib.util.LazyLoader(_spec.loader)
_spec.loader = _loader
wave = importlib.util.module_from_spec(_spec)
sys.modules["wave"] = wave
_loader.exec_module(wave)


def encode():
    return wave.Wave_read
