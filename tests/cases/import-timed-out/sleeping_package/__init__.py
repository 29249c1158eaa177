# options: --timeout 2 --jobs 4
# outcome: timed-out
# finding: import-timed-out
"""Waits for a child process that sleeps; both must go."""

import subprocess

subprocess.run(["sleep", "1000"])
