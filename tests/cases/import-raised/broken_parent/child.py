# outcome: blocked
