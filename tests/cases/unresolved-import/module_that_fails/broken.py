# outcome: raised
raise ValueError("at import")  # expect: import-raised
