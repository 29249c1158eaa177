# outcome: absent
raise RuntimeError("a build script is no module of the project")
