# outcome: raised
"""For a program that brings what it imports, but that is nowhere said."""

import absent_host  # expect: missing-dependency absent_host


def load():
    return absent_host
