"""Facts to findings: one file for each family of rules, one registry.

    judge.py         the entrance: results of one run in, findings out
    registry.py      names, severities, explanations
    imports.py       import-raised, import-exited, import-crashed, import-timed-out
    dependencies.py  missing-dependency        platforms.py  wrong-platform
    names.py         undefined-name, type-checking-name, deleted-name, unbound-name, unset-global
    checked.py       what belongs to the target and what to the rest of the world
    tracebacks.py    frames and stacks as text; positions.py, hints.py: from names to places and advice

`unused-suppression` is reported where suppressions are applied (`smoke/suppressions.py`).
"""
