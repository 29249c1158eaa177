# outcome: exited
# finding: import-exited "usage: exit_with_message FILE"
"""A script without a guard."""

import sys

sys.exit("usage: exit_with_message FILE")
