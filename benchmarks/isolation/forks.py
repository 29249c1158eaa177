"""What one process for each module costs before anything of it is imported or examined.

    python forks.py NAMES.json COUNT      runs in the checked interpreter, CPython 3.8+, Linux or macOS

Forks COUNT processes, two at a time, that end at once: first from the bare interpreter, then after
importing every module of the list. Prints a line of JSON: the processor seconds of the imports, and the
wall seconds of the forks from either state.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time

AT_A_TIME = 2


def main(path: str, count: int) -> None:
    """Fork, import, fork again."""
    with open(path, encoding="utf-8") as stream:
        names = json.load(stream)
    gc.disable()
    bare = _forked(count)
    started = time.process_time()
    for name in names:
        try:
            __import__(name)
        except BaseException:  # whatever a module raises
            continue
    imports = time.process_time() - started
    gc.freeze()
    figures = {"imports": imports, "bare": bare, "loaded": _forked(count)}
    os.write(1, ("\n" + json.dumps(figures) + "\n").encode())
    os._exit(0)


def _forked(count: int) -> float:
    started = time.perf_counter()
    running = 0
    for _ in range(count):
        if running == AT_A_TIME:
            os.wait()
            running -= 1
        if os.fork() == 0:
            os._exit(0)
        running += 1
    for _ in range(running):
        os.wait()
    return time.perf_counter() - started


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
