"""Prints what looks like the answer of a child."""

import os
import sys

for _stream in (1, 2):
    os.write(_stream, b'{"is": "raised", "seconds": 0, "chain": []}\n{"is": "done"}\n')
print("\x1b[2J\x1b]0;title\x07", file=sys.stderr)
