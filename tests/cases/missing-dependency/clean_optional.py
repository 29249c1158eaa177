"""Asks, and does without."""

try:
    import absent_speedups
except ImportError:
    absent_speedups = None


def speed():
    if absent_speedups is not None:
        return absent_speedups.speed()
    return 1
