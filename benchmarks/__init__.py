"""What the claims about recall, precision and mutants rest on; anyone can run it again.

    python -m benchmarks.recall --corpus FILE.jsonl --cache DIR
    python -m benchmarks.precision --cache DIR
    python -m benchmarks.mutants --cache DIR

Every command shows its progress on standard error, keeps what it has done in the cache
folder (so a second run is quick and an interrupted one goes on), and writes a table to
standard output and everything it knows to a JSON file. Nothing here is imported by smoke,
and smoke is asked through its command line only.
"""
