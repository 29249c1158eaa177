"""Comments that hide nothing."""

import time


def now():
    return time.time()  # smoke: ignore[undefined-name]  # expect: unused-suppression undefined-name


def later():
    return time.time() + 1  # smoke: ignore  # expect: unused-suppression


TEXT = "# smoke: ignore[undefined-name]"
