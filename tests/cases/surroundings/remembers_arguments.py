"""Looks at the command line and the main module as a program would."""

import sys

import __main__

ARGUMENTS = list(sys.argv)
MAIN = getattr(__main__, "__file__", None)
assert all(isinstance(one, str) for one in ARGUMENTS)
