# outcome: raised
raise ValueError("broken")  # hidden: import-raised
