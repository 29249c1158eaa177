# outcome: raised
"""What it printed before it failed belongs into the report."""

import sys

print("reading settings")
print("no settings found", file=sys.stderr)
raise OSError(2, "No such file or directory", "/settings.ini")  # expect: import-raised "FileNotFoundError"
