"""What smoke itself can raise; every message says what happened, with the value, and what to do.

The behaviour of the checked package is never one of these: it is an outcome or a finding.
"""

from __future__ import annotations


class SmokeError(Exception):
    """The root of every error of smoke's own."""

    exit_status = 3


class UsageError(SmokeError):
    """The command line, the settings or a target cannot be used as given."""

    exit_status = 2


class InterpreterError(UsageError):
    """The interpreter to check with cannot be found, started or understood."""


class ProbeError(SmokeError):
    """A child process broke the agreement between probe and runner."""
