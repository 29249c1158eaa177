# outcome keyword_names.bad-name: skipped
raise RuntimeError("nobody can import this with a statement")
