# outcome: raised
"""Asks a question at import: standard input is at its end."""

answer = input("continue? ")  # expect: import-raised "EOFError"
