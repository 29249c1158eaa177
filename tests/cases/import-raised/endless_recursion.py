# outcome: raised
"""Recursion that never ends; frames are limited."""


def again():
    return again()  # expect: import-raised "RecursionError"


again()
