"""A hundred megabytes, with bytes that are no text."""

import os
import sys

_BLOCK = b"\xff\x00smoke {\"is\": \"done\"}\n" * 50_000
for _ in range(100):
    os.write(1, _BLOCK)
sys.stderr.write("the end\n")
