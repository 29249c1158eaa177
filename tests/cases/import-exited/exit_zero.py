# outcome: exited
# finding: import-exited
"""Status 0 is no pass: the import did not end."""

import sys

sys.exit(0)
