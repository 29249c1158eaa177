# proof: act() -> undefined_after_all
"""Replaces what an observer might use after the import."""

import builtins
import gc
import io
import json
import os
import sys
import time


def act():
    return undefined_after_all  # expect: undefined-name undefined_after_all


def _refuse(*arguments, **options):
    raise RuntimeError("not for you")


_open, _write = os.open, os.write
for _module, _names in (
    (json, ("dumps", "dump", "loads")),
    (os, ("write", "fork", "_exit", "kill", "getcwd", "close", "dup", "pipe")),
    (gc, ("get_objects", "freeze", "unfreeze", "collect", "disable", "enable")),
    (time, ("time", "monotonic", "perf_counter", "sleep")),
    (io, ("open", "StringIO")),
    (sys, ("getsizeof", "_getframe", "exc_info", "settrace", "exit")),
    (builtins, ("open", "print", "input", "sorted", "vars", "repr", "sum", "min", "max", "any", "all")),
):
    for _name in _names:
        setattr(_module, _name, _refuse)
