# outcome: raised
raise RuntimeError("not today")  # expect: import-raised
