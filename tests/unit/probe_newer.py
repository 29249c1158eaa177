"""Runs inside another Python: what the probe says of annotations and lazy imports there, as JSON.

python probe_newer.py FOLDER_OF_THE_PROBE ANSWER
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import tempfile
import types

ANNOTATED = """
from typing import TYPE_CHECKING, List
if TYPE_CHECKING:
    from decimal import Decimal
class A:
    Inner = int
    total: Decimal
    lines: Lnie
    size: Inner
    def split(self, part: Inner) -> Seqence[int]: ...
def read(amount: Decimal, more: List[Missing]) -> None: ...
count: Nowhere = 1
"""
LAZY = "lazy import json\nlazy from os import nope\nlazy import not_there\n"


def main(probe: str, target: str) -> None:
    package = types.ModuleType("_smoke_probe")
    package.__path__ = [probe]
    sys.modules["_smoke_probe"] = package
    annotated, lazy, live = (
        importlib.import_module("_smoke_probe." + name) for name in ("annotated", "lazy", "live")
    )
    folder = tempfile.mkdtemp()
    sys.path.insert(0, folder)
    state = live.Live()
    state.take()
    answer = {}
    path = _write(folder, "typed", ANNOTATED)
    importlib.import_module("typed")
    state.take()
    for everything in (False, True):
        loads, bound = annotated.examine(state, "typed", path, everything)
        answer[f"names {everything}"] = sorted([load["function"], load["name"]] for load in loads)
        answer[f"stores {everything}"] = [
            [each["name"], *[store["state"] for store in each.get("stores", ())]] for each in bound
        ]
    if sys.version_info >= (3, 15):
        _write(folder, "delayed", LAZY)
        importlib.import_module("delayed")
        answer["lazy"] = lazy.names("delayed")
        answer["after"] = [_resolved("delayed", name) for name in answer["lazy"]]
    with open(target, "w") as file:
        json.dump(answer, file)


def _write(folder: str, name: str, source: str) -> str:
    path = os.path.join(folder, f"{name}.py")
    with open(path, "w") as file:
        file.write(source)
    return path


def _resolved(module: str, name: str) -> str:
    try:
        return type(getattr(sys.modules[module], name)).__name__
    except ImportError as error:
        return type(error).__name__


if __name__ == "__main__":
    main(*sys.argv[1:])
