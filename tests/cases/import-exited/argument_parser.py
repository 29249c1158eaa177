# outcome: exited
# finding: import-exited
"""argparse ends the program when the arguments do not suit it."""

import argparse

argparse.ArgumentParser().parse_args(["--no-such-option"])
