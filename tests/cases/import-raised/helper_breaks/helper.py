# outcome: raised
TABLE = {}["absent"]  # expect: import-raised "KeyError: 'absent'"
