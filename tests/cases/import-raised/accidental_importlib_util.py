# outcome: raised
"""A plain interpreter has no `importlib.util` after `import importlib`; nor may the child have."""

import importlib

FOUND = importlib.util.find_spec("json")  # expect: import-raised "has no attribute 'util'"
