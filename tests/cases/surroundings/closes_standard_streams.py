"""No standard streams at all."""

import os
import sys

sys.stdin.close()
sys.stdout.close()
sys.stderr.close()
for _number in (0, 1, 2):
    try:
        os.close(_number)
    except OSError:
        pass
sys.stdout = sys.stderr = sys.stdin = None
