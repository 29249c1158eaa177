"""Somebody else's trap is asked to add a name."""


def begin(trap):
    trap.add("session", object())
