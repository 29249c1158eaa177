# outcome: raised
"""Does not compile."""

def broken(:  # expect: import-raised "SyntaxError"
    return 1
