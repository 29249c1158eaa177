# outcome: absent
raise RuntimeError("tests are no modules of the project")
