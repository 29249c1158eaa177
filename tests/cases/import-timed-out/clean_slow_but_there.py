# options: --timeout 2 --jobs 4
"""Takes its time, less than the limit."""

import time

time.sleep(0.2)
