# options: --timeout 4
"""Takes its time, less than the limit."""

import time

time.sleep(0.2)
