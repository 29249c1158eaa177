# outcome: raised
"""Belongs to what is always required: an error."""

import absent_hard_requirement  # expect: missing-dependency=error absent_hard_requirement
