# outcome: raised
assert False, "the middle"  # expect: import-raised "AssertionError"
