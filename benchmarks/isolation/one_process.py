"""Imports every module of a list in this one process; what smoke's isolation is measured against.

    python one_process.py NAMES.json      a JSON list; runs in the checked interpreter, any Python 3.8+

A failure is passed over, `SystemExit` too. Prints a line of JSON at the end: how many were imported,
and the memory (PSS, bytes) that the process then has.
"""

import json
import os
import sys


def main(path: str) -> None:
    """Import them, in the order of the list."""
    with open(path, encoding="utf-8") as stream:
        names = json.load(stream)
    imported = 0
    for name in names:
        try:
            __import__(name)
        except BaseException:  # SystemExit, KeyboardInterrupt: whatever a module raises
            continue
        imported += 1
    with open("/proc/self/smaps_rollup", encoding="ascii") as stream:
        memory = sum(int(line.split()[1]) * 1024 for line in stream if line.startswith("Pss:"))
    os.write(1, ("\n" + json.dumps({"imported": imported, "memory": memory}) + "\n").encode())
    os._exit(0)  # what the modules have registered for the exit is not measured


if __name__ == "__main__":
    main(sys.argv[1])
