# outcome: raised
"""Belongs to an extra: a note, and its children are blocked."""

import absent_greenlet  # expect: missing-dependency=note absent_greenlet "greenlet"
