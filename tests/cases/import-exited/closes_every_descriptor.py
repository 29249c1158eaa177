# outcome: exited
# finding: import-exited
"""Closes the channel to smoke, as programs do that become a daemon: no completion, no pass."""

import os

os.closerange(3, 65536)
