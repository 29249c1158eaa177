"""Facts to findings: one file for each family of rules, one registry."""
