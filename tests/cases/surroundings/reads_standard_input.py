"""Standard input is empty."""

import sys

TEXT = sys.stdin.read()
assert TEXT == ""
